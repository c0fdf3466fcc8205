using Rondo.Engine.Numerics;
using Rondo.Train.Tune;

namespace Rondo.Benchmarks.Tuning;

/// <summary>A function whose minimum is known, to search for. Formulas: Surjanovic and Bingham, Virtual Library of Simulation Experiments.</summary>
sealed record TestFunction(string Name, double Low, double High, int Dimensions, double Minimum, Func<double[], double> Value)
{
    private static readonly double[] _weights = [1, 1.2, 3, 3.2];
    private static readonly double[][] _a3 = [[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]];
    private static readonly double[][] _p3 = [[0.3689, 0.1170, 0.2673], [0.4699, 0.4387, 0.7470], [0.1091, 0.8732, 0.5547], [0.0381, 0.5743, 0.8828]];
    private static readonly double[][] _a6 = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]];
    private static readonly double[][] _p6 =
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ];

    public static IReadOnlyList<TestFunction> All { get; } =
    [
        new("branin", 0, 1, 2, 0.39788735772973816, Branin),
        new("hartmann3", 0, 1, 3, -3.8627797869493365, x => Hartmann(x, _a3, _p3)),
        new("hartmann6", 0, 1, 6, -3.322368011391339, x => Hartmann(x, _a6, _p6)),
        new("ackley5", -32.768, 32.768, 5, 0, Ackley),
        new("rosenbrock4", -5, 10, 4, 0, Rosenbrock),
        new("rastrigin3", -5.12, 5.12, 3, 0, Rastrigin),
        new("levy4", -10, 10, 4, 0, Levy),
    ];

    public SearchSpace Space => new(Name, [.. Enumerable.Range(1, Dimensions).Select(j => new NumberDimension($"x{j}", Low, High))]);

    public double At(IReadOnlyDictionary<string, object?> parameters) => Value([.. Enumerable.Range(1, Dimensions).Select(j => (double)parameters[$"x{j}"]!)]);

    static double Branin(double[] unit)
    {
        var (x, y) = (15 * unit[0] - 5, 15 * unit[1]);
        var bend = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
        return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Functions.Cos(x) + 10;
    }

    static double Hartmann(double[] x, double[][] a, double[][] p)
    {
        var sum = 0.0;
        for (var i = 0; i < 4; i++)
        {
            var inner = 0.0;
            for (var j = 0; j < x.Length; j++) inner += a[i][j] * (x[j] - p[i][j]) * (x[j] - p[i][j]);
            sum -= _weights[i] * Functions.Exp(-inner);
        }
        return sum;
    }

    static double Ackley(double[] x)
    {
        var squares = x.Sum(v => v * v) / x.Length;
        var waves = x.Sum(v => Functions.Cos(2 * Math.PI * v)) / x.Length;
        return -20 * Functions.Exp(-0.2 * Math.Sqrt(squares)) - Functions.Exp(waves) + 20 + Math.E;
    }

    static double Rosenbrock(double[] x)
    {
        var sum = 0.0;
        for (var i = 0; i + 1 < x.Length; i++)
        {
            var bend = x[i + 1] - x[i] * x[i];
            sum += 100 * bend * bend + (x[i] - 1) * (x[i] - 1);
        }
        return sum;
    }

    static double Rastrigin(double[] x) => 10 * x.Length + x.Sum(v => v * v - 10 * Functions.Cos(2 * Math.PI * v));

    static double Levy(double[] x)
    {
        double[] w = [.. x.Select(v => 1 + (v - 1) / 4)];
        var (first, last) = (Functions.Sin(Math.PI * w[0]), Functions.Sin(2 * Math.PI * w[^1]));
        var sum = first * first + (w[^1] - 1) * (w[^1] - 1) * (1 + last * last);
        for (var i = 0; i + 1 < w.Length; i++)
        {
            var wave = Functions.Sin(Math.PI * w[i] + 1);
            sum += (w[i] - 1) * (w[i] - 1) * (1 + 10 * wave * wave);
        }
        return sum;
    }
}
