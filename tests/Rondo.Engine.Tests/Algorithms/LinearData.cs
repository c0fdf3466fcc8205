using Rondo.Engine.Algorithms;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Algorithms;

/// <summary>Made-up rows of numbers and categories with a noisy linear truth.</summary>
static class LinearData
{
    public static TrainingSet Random(int rows, TaskKind task, bool missing = false, int numbers = 4, int[]? cardinalities = null, ulong seed = 1)
    {
        cardinalities ??= [5, 40];
        var random = new CounterRandom(seed, "linear_data");
        var features = new List<Feature>();
        var columns = new List<float[]>();
        var scores = new double[rows];
        for (var j = 0; j < numbers + cardinalities.Length; j++)
        {
            var stream = random.Child((ulong)j);
            var cardinality = j < numbers ? 0 : cardinalities[j - numbers];
            features.Add(new Feature($"x{j}", cardinality));
            var column = new float[rows];
            for (var i = 0; i < rows; i++)
            {
                // Categories are unequally frequent.
                var u = stream.Uniform((ulong)i);
                column[i] = cardinality == 0 ? (float)(4 * u - 2) : (int)(u * u * cardinality);
                scores[i] += cardinality == 0 ? column[i] * (j - 1.5) : 2 * stream.Child(7).Uniform((ulong)column[i]) - 1;
                if (missing && stream.Uniform((ulong)(i + rows)) < 0.1) column[i] = float.NaN;
            }
            columns.Add(column);
        }
        var noise = random.Child(1000);
        var values = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var score = scores[i] + 4 * noise.Uniform((ulong)i) - 2;
            values[i] = task switch { TaskKind.Regression => score, TaskKind.Binary => score > 0.5 ? 1 : 0, _ => score > 1 ? 2 : score > -1 ? 1 : 0 };
        }
        var target = task switch
        {
            TaskKind.Regression => Target.Regression(values),
            TaskKind.Binary => new Target(task, values, ["no", "yes"]),
            _ => new Target(task, values, ["low", "middle", "high"]),
        };
        return new TrainingSet(new FeatureMatrix(features, [.. columns], rows), target);
    }
}
