using Rondo.Engine.Catalog;

namespace Rondo.Train.Tune;

/// <summary>
/// Asynchronous successive halving in its stopping form (Li et al. 2020, Klein et al. 2020): at steps min_resource times
/// powers of reduction_factor only the best 1 / reduction_factor of those that came so far goes on.
/// </summary>
[Part("successive_halving", "Lets the best share of the trials go on at each rung.")]
public sealed record SuccessiveHalvingPruner : IPruner
{
    [Param("The first step at which trials are ended.", Min = 1, Max = 10_000)]
    public int MinResource { get; init; } = 1;

    [Param("One in so many goes on to the next rung.", Min = 2, Max = 100)]
    public int ReductionFactor { get; init; } = 3;

    public bool GoesOn(IReadOnlyList<Trial> earlier, IReadOnlyList<double> scores, bool higherIsBetter)
    {
        var step = scores.Count;
        if (!IsRung(step)) return true;
        double[] others = [.. earlier.Where(t => t.State != TrialState.Failed && t.Intermediate.Length >= step).Select(t => t.Intermediate[step - 1])];
        // Too few to tell a best share from: the first ones go on.
        if (others.Length + 1 < ReductionFactor) return true;
        var better = others.Count(other => higherIsBetter ? other > scores[^1] : other < scores[^1]);
        return better < (others.Length + 1) / ReductionFactor;
    }

    bool IsRung(int step)
    {
        var rung = (long)MinResource;
        while (rung < step) rung *= ReductionFactor;
        return rung == step;
    }
}
