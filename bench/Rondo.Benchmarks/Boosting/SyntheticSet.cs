using Rondo.Engine.Numerics;

namespace Rondo.Benchmarks.Boosting;

/// <summary>A dense numeric set with a binary label: a nonlinear function of 28 features of several shapes, and noise that bounds the AUC.</summary>
static class SyntheticSet
{
    public const int Features = 28;

    public static (float[][] Columns, float[] Label) Make(int rows, ulong seed)
    {
        var columns = new float[Features][];
        Parallel.For(0, Features, j =>
        {
            var random = new CounterRandom(seed, $"synthetic/{j}");
            columns[j] = new float[rows];
            for (var i = 0; i < rows; i++)
            {
                // Normal by Box and Muller; every third feature is skewed, every third heavy-tailed.
                var radius = Math.Sqrt(-2 * Math.Log(1 - random.Uniform(2 * (ulong)i)));
                var x = radius * Math.Cos(2 * Math.PI * random.Uniform(2 * (ulong)i + 1));
                columns[j][i] = (float)((j % 3) switch { 0 => x, 1 => Math.Exp(0.5 * x), _ => x * Math.Abs(x) });
            }
        });
        var noise = new CounterRandom(seed, "synthetic/label");
        var label = new float[rows];
        for (var i = 0; i < rows; i++)
        {
            double X(int j) => columns[j][i];
            var score = 0.9 * X(0) * X(3) + 0.6 * Math.Sin(2 * X(6)) + 0.5 * (X(1) - 1.1) - 0.4 * X(9) * X(9) + 0.4
                + 0.5 * (X(12) > 0.5 ? X(4) : -X(7)) + 0.3 * X(2) + 0.25 * X(5) * X(15) + 0.3 * Math.Min(X(10), X(13)) + 0.2 * X(18);
            label[i] = noise.Uniform((ulong)i) < 1 / (1 + Math.Exp(-score)) ? 1 : 0;
        }
        return (columns, label);
    }
}
