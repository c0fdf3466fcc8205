using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics.Decisions;

/// <summary>The share of traffic of each arm: the chance that it is the best one (Thompson 1933), by draws from the posteriors, and a floor.</summary>
[Part("thompson", "Traffic of a bandit's arms: the chance that each is best, by draws from the posteriors (Thompson 1933).")]
public sealed record ThompsonSampling : IStatistic
{
    [Param("What every arm gets at least.", Min = 0, Max = 0.5)]
    public double Floor { get; init; } = 0.01;

    [Param("Draws from the posteriors.", Min = 100, Max = 10_000_000)]
    public int Draws { get; init; } = 10_000;

    public StatisticResult Compute(StatisticInput input)
    {
        return Compute([.. input.Groups("arms").Select((group, i) => Posterior.Of(group, i))], input.Seed);
    }

    /// <summary>The shares of arms, in their order; an arm needs two units, of a share none.</summary>
    public double[] Weights(IReadOnlyList<Arm> arms, ulong seed) =>
        (double[])Compute([.. arms.Select(a => new Posterior(a.Count, a.Mean, a.IsShare ? 0 : a.MeanVariance, a.IsShare))], seed).Details.First(d => d.Key == "weights").Value!;

    StatisticResult Compute(Posterior[] arms, ulong seed)
    {
        if (Floor * arms.Length > 1) throw new RondoException(new Mistake("bad_parameter", FormattableString.Invariant($"{arms.Length} arms of at least {Floor} are more than everything.")) { Field = "floor" });
        var chances = Chances(arms, seed);
        var weights = Array.ConvertAll(chances, c => Floor + (1 - Floor * arms.Length) * c);
        return new StatisticResult(chances.Max()).With("best", Array.IndexOf(chances, chances.Max())).With("chances", chances).With("weights", weights).With("draws", Draws);
    }

    double[] Chances(Posterior[] arms, ulong seed)
    {
        var (wins, random) = (new int[arms.Length], new CounterRandom(seed, "thompson"));
        for (var draw = 0; draw < Draws; draw++)
        {
            var (best, highest) = (0, double.NegativeInfinity);
            for (var arm = 0; arm < arms.Length; arm++)
            {
                var value = arms[arm].Draw(random.Child((ulong)draw).Child((ulong)arm));
                if (value > highest) (best, highest) = (arm, value);
            }
            wins[best]++;
        }
        return Array.ConvertAll(wins, w => (double)w / Draws);
    }

    /// <summary>Of a share the beta distribution after a uniform prior; of a mean the normal one.</summary>
    private readonly record struct Posterior(double Count, double Mean, double MeanVariance, bool IsShare)
    {
        public static Posterior Of(StatisticInput group, int arm)
        {
            var n = group.Count("n");
            if (group.Has("successes")) return new Posterior(n, n == 0 ? 0 : ArmInput.Share(group, n), 0, true);
            if (n < 2) throw new RondoException(new Mistake("too_few_values", $"thompson needs at least 2 units of an arm with sums, and arm {arm + 1} has {n}.") { Field = "arms", Hint = "Split evenly until there are some." });
            var sum = group.Number("sum");
            return new Posterior(n, sum / n, Math.Max(0, group.Number("sum_squares") - sum / n * sum) / (n - 1) / n, false);
        }

        public double Draw(CounterRandom random)
        {
            if (!IsShare) return Mean + Math.Sqrt(MeanVariance) * Normal(random, 0);
            var (hits, misses) = (Gamma(random.Child(0), Mean * Count + 1), Gamma(random.Child(1), (1 - Mean) * Count + 1));
            return hits / (hits + misses);
        }

        static double Normal(CounterRandom random, ulong counter) => Functions.NormalQuantile(Math.Max(random.Uniform(counter), 1e-300));

        // Marsaglia and Tsang (2000), for shapes of 1 and more.
        static double Gamma(CounterRandom random, double shape)
        {
            var d = shape - 1.0 / 3;
            var c = 1 / Math.Sqrt(9 * d);
            for (var counter = 0UL; ; counter += 2)
            {
                var x = Normal(random, counter);
                var v = 1 + c * x;
                if (v <= 0) continue;
                v = v * v * v;
                if (Functions.Log(Math.Max(random.Uniform(counter + 1), 1e-300)) < 0.5 * x * x + d - d * v + d * Functions.Log(v)) return d * v;
            }
        }
    }
}
