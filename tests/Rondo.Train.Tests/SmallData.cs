using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;
using Rondo.Train.Leaderboard;

namespace Rondo.Train.Tests;

/// <summary>A seeded table where the target follows one column and ignores the other.</summary>
static class SmallData
{
    public static (Table Table, RecipeData Data) Make(int rows = 200)
    {
        var random = new CounterRandom(7, "small_data");
        var (signal, noise, target) = (new double[rows], new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            signal[i] = random.Uniform((ulong)(3 * i)) * 10;
            noise[i] = random.Uniform((ulong)(3 * i + 1));
            target[i] = 3 * signal[i] + random.Uniform((ulong)(3 * i + 2));
        }
        return (Table.Of(("signal", new DoubleColumn(signal)), ("noise", new DoubleColumn(noise))), new RecipeData(Target.Regression(target)));
    }

    public static Candidate Ridge(params ImmutableArray<ITransform> transforms)
    {
        var ridge = new RidgeRegression();
        return new Candidate("ridge", new Dictionary<string, object?>(), new Recipe(transforms, ridge));
    }
}
