using System.Globalization;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Server.Mlflow;

/// <summary>What names and values may be: MLflow's rules, held instead of cut to size.</summary>
static class MlflowRules
{
    public const int LongestKey = 250;
    public const int LongestParam = 6000;
    public const int LongestTag = 8000;
    public const int LongestRegistryTag = 100_000;
    public const int LongestDescription = 100_000;
    const int LongestExperimentName = 500;
    const int LongestRunName = 250;
    const int LongestId = 256;
    // Microseconds have to fit too.
    const long LastMillisecond = long.MaxValue / 1000;

    /// <summary>A key of a metric, parameter or tag: what can also be a relative path, in one form only.</summary>
    public static string Key(string field, string key)
    {
        Length(field, key, LongestKey);
        if (key.Length == 0) throw MlflowFailure.Missing(field);
        foreach (var rune in key.EnumerateRunes())
            if (!(Rune.IsLetterOrDigit(rune) || rune.Value is '_' or '-' or '.' or ' ' or '/' or ':'))
                throw MlflowFailure.Invalid($"'{field}' is '{Shown(key)}', which can't be a key.", "A key has letters, digits, and _ - . : / and spaces.");
        if (key.Split('/').Any(part => part is "" or "." or ".."))
            throw MlflowFailure.Invalid($"'{field}' is '{Shown(key)}', which can't be a key.", "Between its slashes there must be names, not '.' or '..'.");
        return key;
    }

    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(RequestFields fields, string name, int longestValue, int most = int.MaxValue)
    {
        var pairs = fields.Pairs(name);
        if (pairs.Count > most) throw TooMany(fields.NameOf(name), pairs.Count, most);
        for (var i = 0; i < pairs.Count; i++)
        {
            Key($"{fields.NameOf(name)}[{i}].key", pairs[i].Key);
            Length($"{fields.NameOf(name)}[{i}].value", pairs[i].Value, longestValue);
        }
        return pairs;
    }

    public static RondoException TooMany(string field, int count, int most) => MlflowFailure.Invalid(string.Create(CultureInfo.InvariantCulture,
        $"'{field}' has {count} items; one call takes at most {most}."));

    public static string Length(string field, string text, int longest)
    {
        if (text.Length <= longest || text.EnumerateRunes().Count() <= longest) return text;
        throw MlflowFailure.Invalid(string.Create(CultureInfo.InvariantCulture, $"'{field}' has {text.Length} characters; at most {longest} are kept, and nothing is cut off."));
    }

    /// <summary>Microseconds of a time in milliseconds.</summary>
    public static long Time(string field, long milliseconds) => milliseconds is >= 0 and <= LastMillisecond
        ? milliseconds * 1000
        : throw MlflowFailure.Invalid(string.Create(CultureInfo.InvariantCulture, $"'{field}' is {milliseconds}; a time is in milliseconds since 1970, from 0 on."));

    public static string ExperimentName(string field, string name)
    {
        Length(field, name, LongestExperimentName);
        return Line(field, name);
    }

    public static string RunName(string name) => Line("run_name", Length("run_name", name, LongestRunName));

    public static string User(string name) => Line("user_id", Length("user_id", name, LongestId));

    /// <summary>An id as this server and MLflow's give them out.</summary>
    public static string Id(string field, string id)
    {
        var isGood = id.Length is > 0 and <= LongestId && char.IsAsciiLetterOrDigit(id[0]) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        return isGood ? id : throw MlflowFailure.Invalid($"'{field}' is '{Shown(id)}', which is no id.", "An id has letters, digits, '-' and '_'.");
    }

    public static string RunId(RequestFields fields) =>
        Id("run_id", fields.Text("run_id") is { Length: > 0 } id ? id : fields.Text("run_uuid") is { Length: > 0 } old ? old : throw MlflowFailure.Missing("run_id"));

    public static string ModelName(RequestFields fields, string field = "name")
    {
        var name = Lifecycle.Store.ModelReference.CheckName(fields.Required(field));
        return name.Contains(':', StringComparison.Ordinal)
            ? throw MlflowFailure.Invalid($"'{field}' is '{Shown(name)}': a model's name has no ':'.")
            : name;
    }

    public static int Version(RequestFields fields)
    {
        var text = fields.Required("version");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw MlflowFailure.Invalid($"'version' is '{Shown(text)}'; versions are whole numbers from 1 on.");
    }

    public static int MaxResults(RequestFields fields, int usual, int most) => fields.Whole("max_results") switch
    {
        null => usual,
        { } asked when asked >= 1 && asked <= most => (int)asked,
        var asked => throw MlflowFailure.Invalid(string.Create(CultureInfo.InvariantCulture, $"'max_results' is {asked}; it goes from 1 to {most}.")),
    };

    public static string Shown(string text)
    {
        var shown = text.Length <= 80 ? text : text[..80] + "...";
        return string.Concat(shown.Select(c => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()));
    }

    // Names stand in logs and lists, where a line break would fake an entry.
    static string Line(string field, string text) => text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')
        ? throw MlflowFailure.Invalid($"'{field}' is '{Shown(text)}', which has a line break or another control character.")
        : text;
}
