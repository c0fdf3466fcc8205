namespace Rondo.Lifecycle.Store;

/// <summary>Runs side by side: each row is a parameter, metric or fact, with a value for each run or null.</summary>
public sealed class RunComparison
{
    internal RunComparison(IReadOnlyList<RunDetails> runs)
    {
        Runs = [.. runs.Select(r => r.Run)];
        Facts =
        [
            Row("status", r => RunRow.WordOf(r.Run.Status)),
            Row("seed", r => r.Run.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Row("spec_hash", r => r.Run.SpecHash),
            Row("data_hash", r => r.Run.DataHash),
            Row("rondo_version", r => r.Run.RondoVersion),
            Row("git_commit", r => r.Run.Code?.ToString()),
        ];
        Params = Rows(r => r.Params.Keys, (r, name) => r.Params.GetValueOrDefault(name));
        Metrics = Rows(r => r.LastMetrics.Keys, (r, name) => r.LastMetrics.GetValueOrDefault(name));

        ComparedRow<string> Row(string name, Func<RunDetails, string?> value) => new(name, [.. runs.Select(value)]);

        ComparedRow<T>[] Rows<T>(Func<RunDetails, IEnumerable<string>> names, Func<RunDetails, string, T?> value) =>
            [.. runs.SelectMany(names).Distinct().Order(StringComparer.Ordinal)
                .Select(name => new ComparedRow<T>(name, [.. runs.Select(r => value(r, name))]))];
    }

    public IReadOnlyList<Run> Runs { get; }

    public IReadOnlyList<ComparedRow<string>> Facts { get; }

    public IReadOnlyList<ComparedRow<string>> Params { get; }

    public IReadOnlyList<ComparedRow<double?>> Metrics { get; }
}

/// <summary>One line of a comparison.</summary>
public sealed record ComparedRow<T>(string Name, IReadOnlyList<T?> Values)
{
    public bool IsDifferent => Values.Distinct().Count() > 1;
}
