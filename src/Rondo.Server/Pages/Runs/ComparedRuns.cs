using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Tracking;

namespace Rondo.Server.Pages.Runs;

/// <summary>One line of a comparison: a value for each run, null where it has none.</summary>
/// <param name="Best">Which values are the best, where one is.</param>
public sealed record ComparedLine(string Name, IReadOnlyList<string?> Values, IReadOnlyList<double?> Numbers, IReadOnlySet<int> Best)
{
    public bool IsDifferent => Values.Distinct().Count() > 1;
}

/// <summary>Runs side by side.</summary>
public sealed record ComparedRuns(IReadOnlyList<RunOutline> Runs)
{
    static readonly HashSet<int> _none = [];

    public IReadOnlyList<ComparedLine> Params => [.. Names(r => r.Params.Select(p => p.Key)).Select(name => Text(name, r => Value(r.Params, name)))];

    public IReadOnlyList<ComparedLine> Metrics => [.. Names(r => r.Metrics.Select(m => m.Name)).Select(Metric)];

    public IReadOnlyList<ComparedLine> Facts =>
    [
        Text("status", r => r.Run.Status.ToString().ToLowerInvariant()), Text("seed", r => r.Run.SpecHash.Length == 0 ? null : $"{r.Run.Seed}"), Text("file", r => Short(r.Run.SpecHash)),
        Text("data", r => Short(r.Run.DataHash)), Text("code", r => Short(r.Run.Code?.ToString())), Text("rondo", r => r.Run.RondoVersion),
    ];

    /// <summary>Names that tell the runs apart even when they are called alike.</summary>
    public IReadOnlyList<string> Labels =>
        [.. Runs.Select(r => r.Run.Name.Length == 0 ? r.Run.Id : Runs.Count(o => o.Run.Name == r.Run.Name) == 1 ? Cut(r.Run.Name) : $"{Cut(r.Run.Name)} · {r.Run.Id[^4..]}")];

    /// <summary>The metrics that have a course in one of the runs.</summary>
    public IReadOnlyList<string> WithCurves => [.. Names(r => r.Metrics.Where(m => m.LastStep > 0).Select(m => m.Name))];

    public static ComparedRuns Of(Workspace workspace, IEnumerable<string> ids) => new([.. ids.Select(workspace.Outlines.Get)]);

    IEnumerable<string> Names(Func<RunOutline, IEnumerable<string>> names) => Runs.SelectMany(names).Distinct().Order(StringComparer.Ordinal);

    ComparedLine Text(string name, Func<RunOutline, string?> value)
    {
        string?[] values = [.. Runs.Select(value)];
        return new ComparedLine(name, values, [.. values.Select(MetricText.Number)], _none);
    }

    ComparedLine Metric(string name)
    {
        double?[] numbers = [.. Runs.Select(r => r.Metrics.FirstOrDefault(m => m.Name == name)?.Last)];
        return new ComparedLine(name, [.. numbers.Select(n => n is null ? null : MetricText.Of(name, n))], numbers, BestOf(name, numbers));
    }

    // Whether more is better is known of our metrics alone.
    static HashSet<int> BestOf(string name, double?[] numbers)
    {
        if (!Figures.IsKnown(name)) return _none;
        var values = numbers.OfType<double>().Where(double.IsFinite).ToArray();
        if (values.Length < 2 || values.Distinct().Count() < 2) return _none;
        var best = Figures.MoreIsBetter(name) ? values.Max() : values.Min();
        return numbers.Index().Where(n => n.Item == best).Select(n => n.Index).ToHashSet();
    }

    static string? Value(IReadOnlyList<KeyValuePair<string, string>> pairs, string name) => pairs.FirstOrDefault(p => p.Key == name).Value;

    static string? Short(string? hash) => hash is { Length: > 12 } ? hash[..12] : string.IsNullOrEmpty(hash) ? null : hash;

    static string Cut(string text) => text.Length <= 40 ? text : text[..39] + "…";
}
