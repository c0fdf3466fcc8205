namespace Rondo.Benchmarks.Contests;

/// <summary>The fits of each competitor, round by round; the first competitor is ours.</summary>
sealed record Rounds(Competitor[] Competitors, FitResult[][] Fits)
{
    /// <summary>Each round runs every competitor once, so that whatever else the machine does troubles all alike.</summary>
    /// <param name="before">Told the round before it runs.</param>
    public static Rounds Run(Competitor[] competitors, int rounds, string folder, int threads, int amount, Action<int>? before = null)
    {
        FitResult[][] fits = [.. competitors.Select(_ => new FitResult[rounds])];
        for (var round = 0; round < rounds; round++)
        {
            before?.Invoke(round);
            for (var c = 0; c < competitors.Length; c++) fits[c][round] = competitors[c].Run(folder, threads, amount);
        }
        return new Rounds(competitors, fits);
    }

    /// <summary>How our time compares with theirs in the same round.</summary>
    public double[] Ratios(int competitor) => [.. Fits[0].Zip(Fits[competitor], (a, b) => a.FitSeconds / b.FitSeconds)];

    public double Of(int competitor, Func<FitResult, double> figure) => Median(Fits[competitor].Select(figure));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
