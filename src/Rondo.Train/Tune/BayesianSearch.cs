using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Train.Tune;

/// <summary>
/// The tree-structured Parzen estimator (Bergstra et al. 2011) with kernels over all parameters of a model at once (Falkner
/// et al. 2018): tries what is likelier among a model's good trials than among its others. The model is the tree's root.
/// Trials of the same batch count as bad ones, so that a batch spreads out (Ginsbourger et al. 2010).
/// </summary>
[Part("bayesian", "Learns from earlier trials where good parameters lie: a tree-structured Parzen estimator.")]
public sealed record BayesianSearch : ISearch
{
    private const int GoodAtMost = 25;

    [Param("Trials spread evenly over the space before it learns, shared by the models, two each at least.", Min = 1, Max = 10_000)]
    public int NStartupTrials { get; init; } = 10;

    [Param("Share of the trials that count as good ones.", Min = 0.01, Max = 0.5)]
    public double Gamma { get; init; } = 0.1;

    [Param("Draws of which the most promising is tried.", Min = 1, Max = 10_000)]
    public int NCandidates { get; init; } = 24;

    public bool StartsWithDefaults => true;

    public int? Count(ImmutableArray<SearchSpace> spaces) => null;

    public Suggestion? Suggest(SearchHistory history, int number)
    {
        var open = history.Open();
        if (open.Count == 0) return null;
        var random = new CounterRandom(history.Seed, "bayesian_search").Child((ulong)number);
        var startup = Math.Max(2, (NStartupTrials + open.Count - 1) / open.Count);
        var least = open.MinBy(s => Trials(history, s.Model))!;
        if (Trials(history, least.Model) < startup) return new Suggestion(least.Model, least.At(Spread(least, history)));
        var ranked = history.Ranked();
        var space = ChooseModel(open, ranked, random);
        return new Suggestion(space.Model, space.At(Promising(space, history, ranked, random)));
    }

    static int Trials(SearchHistory history, string model) => history.Finished.Count(t => t.Model == model) + history.Pending.Count(t => t.Model == model);

    // Kronecker's sequence with the powers of a generalised golden ratio (Roberts 2018), shifted by the seed.
    static double[] Spread(SearchSpace space, SearchHistory history)
    {
        var shift = new CounterRandom(history.Seed, "bayesian_search." + space.Model);
        var tried = history.Tried(space.Model);
        var ratio = 2.0;
        for (var i = 0; i < 64; i++) ratio = Functions.Pow(1 + ratio, 1.0 / (space.Dimensions.Length + 1));
        var point = new double[space.Dimensions.Length];
        // Few values in all are soon met again; then the sequence is followed further.
        for (var n = tried.Count + 1; n <= tried.Count + 100; n++)
        {
            var step = 1.0;
            for (var j = 0; j < point.Length; j++)
            {
                step /= ratio;
                var unit = shift.Uniform((ulong)j) + n * step;
                point[j] = unit - Math.Floor(unit);
            }
            if (!tried.Contains(PlainValue.Text(space.At(point)))) break;
        }
        return point;
    }

    int Good(int trials) => Math.Min(GoodAtMost, (int)Math.Ceiling(Gamma * trials));

    // A model's chance is its share of the good trials, with one more trial that is shared by all models.
    SearchSpace ChooseModel(IReadOnlyList<SearchSpace> open, IReadOnlyList<Trial> ranked, CounterRandom random)
    {
        Trial[] good = [.. ranked.Where(t => open.Any(s => s.Model == t.Model)).Take(Good(ranked.Count))];
        var mark = random.Uniform(0) * (good.Length + 1);
        foreach (var space in open)
        {
            mark -= good.Count(t => t.Model == space.Model) + 1.0 / open.Count;
            if (mark < 0) return space;
        }
        return open[^1];
    }

    double[] Promising(SearchSpace space, SearchHistory history, IReadOnlyList<Trial> ranked, CounterRandom random)
    {
        double[][] points = [.. ranked.Where(t => t.Model == space.Model).Select(t => space.PointOf(t.Parameters))];
        var count = Good(points.Length);
        var good = new ParzenEstimator(space, points[..count]);
        var pending = history.Pending.Where(t => t.Model == space.Model).Select(t => space.PointOf(t.Parameters));
        var others = new ParzenEstimator(space, [.. points[count..], .. pending]);
        var tried = history.Tried(space.Model);
        double[]? best = null;
        var bestGain = double.NegativeInfinity;
        for (var i = 0; i < NCandidates; i++)
        {
            var point = good.Sample(random.Child((ulong)i));
            if (tried.Contains(PlainValue.Text(space.At(point)))) continue;
            var gain = good.LogDensity(point) - others.LogDensity(point);
            if (best is not null && gain <= bestGain) continue;
            (best, bestGain) = (point, gain);
        }
        return best ?? Untried(space, tried, random.Child((ulong)NCandidates));
    }

    // All good candidates are known: anywhere else. A space with few values left may take many draws.
    static double[] Untried(SearchSpace space, HashSet<string> tried, CounterRandom random)
    {
        var point = new double[space.Dimensions.Length];
        for (var attempt = 0UL; attempt < 1000; attempt++)
        {
            for (var j = 0; j < point.Length; j++) point[j] = random.Child(attempt).Uniform((ulong)j);
            if (!tried.Contains(PlainValue.Text(space.At(point)))) break;
        }
        return point;
    }
}
