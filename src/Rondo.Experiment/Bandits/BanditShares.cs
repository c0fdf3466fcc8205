using System.Collections.Immutable;
using Rondo.Engine.Statistics;
using Rondo.Engine.Statistics.Decisions;
using Rondo.Experiment.AbTests;

namespace Rondo.Experiment.Bandits;

/// <summary>The shares of a bandit's arms: the chance of each to be the best by what its units brought (Thompson 1933), and never less than a floor.</summary>
public static class BanditShares
{
    /// <param name="arms">What the units brought whose outcome had the time to come; the control first.</param>
    /// <param name="floor">What every arm gets at least.</param>
    /// <param name="leastUnits">With fewer in any arm all get the same.</param>
    public static ImmutableArray<double> Of(IReadOnlyList<UnitValues> arms, double floor, bool higherIsBetter, int leastUnits, ulong seed)
    {
        if (arms.Any(a => a.Values.Length < Math.Max(2, leastUnits))) return Even(arms.Count);
        var known = arms.Select(a => ArmOf(a, higherIsBetter)).ToArray();
        if (known.All(a => a.IsShare || a.Variance > 0)) return [.. new ThompsonSampling { Floor = Math.Min(floor, 1.0 / arms.Count) }.Weights(known, seed)];
        return Even(arms.Count);
    }

    static ImmutableArray<double> Even(int arms) => [.. Enumerable.Repeat(1.0 / arms, arms)];

    // Of yes and no the posterior is exact from the first unit on.
    static Arm ArmOf(UnitValues values, bool higherIsBetter)
    {
        var numbers = higherIsBetter ? values.Values : Array.ConvertAll(values.Values, v => -v);
        if (!Array.TrueForAll(values.Values, v => v is 0 or 1)) return Effect.ArmOf(values.Arm, numbers);
        var share = values.Values.Average();
        if (!higherIsBetter) share = 1 - share;
        return new Arm(values.Arm, numbers.Length, share, share * (1 - share), IsShare: true);
    }
}
