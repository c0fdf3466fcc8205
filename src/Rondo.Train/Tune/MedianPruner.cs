using Rondo.Engine.Catalog;

namespace Rondo.Train.Tune;

/// <summary>The median stopping rule (Golovin et al. 2017): ends a trial that is worse than the median of earlier trials at the same step.</summary>
[Part("median", "Ends a trial that is worse than the median of earlier ones at the same step.")]
public sealed record MedianPruner : IPruner
{
    [Param("Earlier trials that must have reached the step.", Min = 1, Max = 10_000)]
    public int NStartupTrials { get; init; } = 5;

    [Param("First steps at which nothing is ended.", Min = 0, Max = 10_000)]
    public int NWarmupSteps { get; init; }

    public bool GoesOn(IReadOnlyList<Trial> earlier, IReadOnlyList<double> scores, bool higherIsBetter)
    {
        var step = scores.Count;
        if (step <= NWarmupSteps) return true;
        double[] others = [.. earlier.Where(t => t.State != TrialState.Failed && t.Intermediate.Length >= step).Select(t => t.Intermediate[step - 1])];
        if (others.Length < NStartupTrials) return true;
        Array.Sort(others);
        var median = (others[(others.Length - 1) / 2] + others[others.Length / 2]) / 2;
        return higherIsBetter ? scores[^1] >= median : scores[^1] <= median;
    }
}
