namespace Rondo.Prepare.Leakage;

/// <summary>What to write into the file about a finding.</summary>
static class Fixes
{
    /// <summary>Drops the columns, or allows them when they are known in time.</summary>
    public static string Drop(LeakageData data, IReadOnlyList<string> columns)
    {
        string[] derived = [.. columns.Where(c => data.Derived.Any(d => d.Name == c))];
        string[] raw = [.. columns.Except(derived, StringComparer.Ordinal)];
        string[] steps = [.. raw.Length > 0 ? [$"`prepare.drop: [{string.Join(", ", raw)}]`"] : Array.Empty<string>(), .. derived.Length > 0 ? [$"remove {string.Join(" and ", derived)} from `prepare.features.derive`"] : Array.Empty<string>()];
        return $"{Capitalised(string.Join(", or ", steps))}. {Allow(columns)}";
    }

    public static string Allow(IEnumerable<string> columns) => $"If it is known before the target is: `leakage: {{ allow: [{string.Join(", ", columns)}] }}`.";

    static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
