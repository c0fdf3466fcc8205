using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>How probabilities are put into bins.</summary>
public enum ProbabilityBinning
{
    /// <summary>As many rows in each bin.</summary>
    EqualCount,
    /// <summary>Bins as wide as each other.</summary>
    EqualWidth,
}

/// <summary>Expected calibration error of a class's probability (Naeini, Cooper and Hauskrecht 2015), with bins of as many rows each by default.</summary>
[Part("expected_calibration_error", "Mean gap between probability and frequency over bins (Naeini, Cooper and Hauskrecht 2015).")]
public sealed record CalibrationError : IStatistic
{
    [Param("How many bins; of few rows there are fewer, with two rows each.", Min = 1, Max = 10_000)]
    public int Bins { get; init; } = 10;

    [Param("Whether bins have as many rows each, or are as wide as each other.")]
    public ProbabilityBinning Binning { get; init; }

    public StatisticResult Compute(StatisticInput input)
    {
        var scores = input.Probabilities("scores");
        var labels = input.Labels(scores.Length);
        var used = input.Has("calibrated") ? input.Probabilities("calibrated") : scores;
        if (used.Length != scores.Length) throw input.Bad("calibrated", $"there are {used.Length}, and {scores.Length} scores", "one for each score");
        return new StatisticResult(Of(used, labels)).With("bins", Bins).With("rows", scores.Length);
    }

    public double Of(double[] scores, bool[] labels)
    {
        var (sorted, order) = ((double[])scores.Clone(), Enumerable.Range(0, scores.Length).ToArray());
        Array.Sort(sorted, order);
        var (sum, gap, start, edges) = (0.0, 0.0, 0, Edges(sorted));
        foreach (var end in edges)
        {
            for (var i = start; i < end; i++) gap += sorted[i] - (labels[order[i]] ? 1 : 0);
            sum += Math.Abs(gap);
            (start, gap) = (end, 0);
        }
        return sum / scores.Length;
    }

    // Where each bin ends among the sorted scores.
    int[] Edges(double[] sorted)
    {
        var n = sorted.Length;
        if (Binning == ProbabilityBinning.EqualWidth)
        {
            var ends = new int[Bins];
            for (var i = 0; i < n; i++) ends[Math.Clamp((int)Math.Ceiling(sorted[i] * Bins) - 1, 0, Bins - 1)]++;
            for (var b = 1; b < Bins; b++) ends[b] += ends[b - 1];
            return ends;
        }
        // NannyML's rule, so that values can be compared: the last bin takes what is left over.
        var width = n / Math.Max(1, n <= 2 * Bins ? n / 2 : Bins);
        return [.. Enumerable.Range(1, n / width - 1).Select(b => b * width), n];
    }
}
