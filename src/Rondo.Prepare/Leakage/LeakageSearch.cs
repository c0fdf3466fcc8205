using System.Collections.Immutable;

namespace Rondo.Prepare.Leakage;

/// <summary>Runs every test, before any training.</summary>
public static class LeakageSearch
{
    /// <summary>The findings, errors first; what the file allows is marked and kept.</summary>
    public static ImmutableArray<LeakFinding> Run(LeakageData data, IEnumerable<ILeakageTest> tests, IReadOnlyCollection<string> allowed, CancellationToken cancellation = default)
    {
        var found = new List<LeakFinding>();
        foreach (var test in tests)
        {
            cancellation.ThrowIfCancellationRequested();
            found.AddRange(test.Search(data, cancellation).Select(f => Explained(f, data) with { IsAllowed = f.Columns.Any(allowed.Contains) }));
        }
        return [.. found.OrderByDescending(f => f.Severity)];
    }

    // How a feature came to be is declared, so that it can be told.
    static LeakFinding Explained(LeakFinding finding, LeakageData data)
    {
        var derived = data.Derived.Where(d => finding.Columns.Contains(d.Name) && finding.Code != "target_source_in_feature").ToArray();
        return derived.Length == 0 ? finding
            : finding with { Message = $"{finding.Message} {string.Join(" ", derived.Select(d => $"'{d.Name}' is derived as `{d.Expression}` from {Words.List(d.Sources)}."))}" };
    }
}
