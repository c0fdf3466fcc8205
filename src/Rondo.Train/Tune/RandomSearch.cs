using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Train.Tune;

/// <summary>Independent draws from the whole space (Bergstra and Bengio 2012), the models in turn.</summary>
[Part("random", "Draws parameters at random from the whole space.")]
public sealed record RandomSearch : ISearch
{
    public bool StartsWithDefaults => true;

    public int? Count(ImmutableArray<SearchSpace> spaces) => null;

    public Suggestion? Suggest(SearchHistory history, int number)
    {
        var open = history.Open();
        if (open.Count == 0) return null;
        var space = open[number % open.Count];
        return new Suggestion(space.Model, space.At(Draw(space, new CounterRandom(history.Seed, "random_search").Child((ulong)number))));
    }

    static double[] Draw(SearchSpace space, CounterRandom random)
    {
        var point = new double[space.Dimensions.Length];
        for (var j = 0; j < point.Length; j++) point[j] = random.Uniform((ulong)j);
        return point;
    }
}
