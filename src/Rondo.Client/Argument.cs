using System.Buffers;

namespace Rondo.Client;

/// <summary>Mistakes that no server needs to be asked about.</summary>
static class Argument
{
    const int LongestKey = 250;
    const int LongestParam = 6_000;
    const int LongestTag = 8_000;
    const int LongestExperiment = 500;
    const int LongestPath = 1_000;

    static readonly SearchValues<char> _controls = SearchValues.Create([.. Enumerable.Range(0, 0xA0).Where(c => char.IsControl((char)c)).Select(c => (char)c)]);

    public static void CheckKey(string key, string argument) => CheckName(key, LongestKey, argument);

    public static void CheckExperiment(string experiment, string argument) => CheckName(experiment, LongestExperiment, argument);

    public static void CheckParam(string key, string value)
    {
        CheckKey(key, nameof(key));
        CheckLength(value, LongestParam, key, "a param");
    }

    public static void CheckTag(string key, string value)
    {
        CheckKey(key, nameof(key));
        ArgumentNullException.ThrowIfNull(value);
        CheckLength(value, LongestTag, key, "a tag");
    }

    public static void CheckArtifactPath(string path, string argument)
    {
        CheckName(path, LongestPath, argument);
        if (path.Contains('\\', StringComparison.Ordinal) || path.Split('/').Any(p => p is "" or "." or ".."))
            throw new ArgumentException($"'{path}' is no path of an artifact: it is relative, parts it by single '/', and has no '.' or '..', such as 'plots/roc.svg'.", argument);
    }

    static void CheckName(string name, int longest, string argument)
    {
        ArgumentNullException.ThrowIfNull(name, argument);
        if (string.IsNullOrWhiteSpace(name)) throw new ArgumentException("The name is empty.", argument);
        if (name.Length > longest) throw new ArgumentException($"The name '{name[..40]}...' has {name.Length} characters; at most {longest} are kept.", argument);
        var at = name.AsSpan().IndexOfAny(_controls);
        if (at >= 0) throw new ArgumentException($"Character {at + 1} of the name is the control character U+{(int)name[at]:X4}; names are of one visible line.", argument);
    }

    static void CheckLength(string value, int longest, string key, string what)
    {
        if (value.Length > longest)
            throw new ArgumentException($"The value of '{key}' has {value.Length} characters; {what} has at most {longest}. Keep longer texts as an artifact, by LogText.", nameof(value));
    }
}
