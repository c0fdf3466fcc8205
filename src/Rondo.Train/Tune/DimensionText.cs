using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Train.Tune;

/// <summary>Reads a dimension as files write it: <c>loguniform(0.01, 0.3)</c>, <c>uniform(a, b)</c>, <c>int(3, 10)</c>, <c>logint(a, b)</c>, <c>choice(a, b)</c>, or a list.</summary>
public static class DimensionText
{
    private static readonly string[] _forms = ["uniform", "loguniform", "int", "logint", "choice"];

    /// <param name="key">What the file calls it, such as <c>ridge.alpha</c>; named in errors.</param>
    /// <param name="value">The text, or a list of values.</param>
    /// <exception cref="RondoException">The text is none of the forms, or leaves the parameter's bounds.</exception>
    public static Dimension Parse(string key, object? value, ParamInfo param)
    {
        if (value is IEnumerable list and not string) return Choice(key, [.. list.Cast<object?>()], param);
        if (value is not string text) return Choice(key, [value], param);
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var trimmed = text.TrimEnd();
        if (open < 0 || trimmed[^1] != ')') throw Wrong(key, $"'{text}' is no range.", "Write uniform(low, high), loguniform(low, high), int(low, high), logint(low, high), choice(a, b), or a list.");
        var form = text[..open].Trim();
        var arguments = trimmed[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
        if (!_forms.Contains(form)) throw Wrong(key, $"There is no form '{form}' of a range.", Spelling.DidYouMean(form, _forms) ?? $"Known: {string.Join(", ", _forms)}.");
        return form == "choice" ? Choice(key, [.. arguments.Select(Plain)], param) : Range(key, form, arguments, param);
    }

    static NumberDimension Range(string key, string form, string[] arguments, ParamInfo param)
    {
        var type = Nullable.GetUnderlyingType(param.Property.PropertyType) ?? param.Property.PropertyType;
        if (type != typeof(double) && type != typeof(int) && type != typeof(long) && type != typeof(object))
            throw Wrong(key, $"'{param.Name}' is no number, so it has no range.", "List its values.");
        if (arguments.Length != 2) throw Wrong(key, $"{form} needs a low and a high end; found {arguments.Length} values.", $"Write {form}(low, high).");
        var (low, high) = (Number(key, arguments[0], param), Number(key, arguments[1], param));
        var isWhole = form is "int" or "logint";
        if (!isWhole && type != typeof(double) && type != typeof(object)) throw Wrong(key, $"'{param.Name}' is a whole number.", form == "uniform" ? "Write int(low, high)." : "Write logint(low, high).");
        if (isWhole && (low != Math.Floor(low) || high != Math.Floor(high))) throw Wrong(key, $"{form} needs whole ends.", null);
        if (low >= high) throw Wrong(key, FormattableString.Invariant($"The low end {low} is not below the high end {high}."), null);
        if (form is "loguniform" or "logint" && low <= 0) throw Wrong(key, FormattableString.Invariant($"A logarithmic range cannot begin at {low}."), "Begin above 0.");
        return new NumberDimension(param.Name, low, high, form is "loguniform" or "logint", isWhole);
    }

    static double Number(string key, string text, ParamInfo param)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw Wrong(key, $"'{text}' is not a number.", null);
        if (PartCatalog.ProblemWith(param, number) is { } problem) throw Wrong(key, Sentence(problem), null);
        return number;
    }

    internal static ChoiceDimension Choice(string key, ImmutableArray<object?> values, ParamInfo param)
    {
        if (values.Length == 0 || values is [""]) throw Wrong(key, "An empty list has nothing to choose from.", null);
        foreach (var value in values)
            if (PartCatalog.ProblemWith(param, value) is { } problem) throw Wrong(key, Sentence(problem), null);
        if (values.Select(PlainValue.Text).Distinct().Count() < values.Length) throw Wrong(key, "A value is listed twice.", null);
        return new ChoiceDimension(param.Name, [.. values.Select(PartCatalog.Plain)]);
    }

    static object? Plain(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : bool.TryParse(text, out var flag) ? flag
        : text.Trim('\'', '"');

    static string Sentence(string problem) => char.ToUpperInvariant(problem[0]) + problem[1..];

    internal static RondoException Wrong(string key, string message, string? hint) =>
        new(new Mistake("bad_range", $"'{key}': {message}") { Field = key, Hint = hint });
}
