using System.Globalization;
using System.Text;
using Rondo.Engine.Numerics;

namespace Rondo.Benchmarks.Batch;

/// <summary>Made readings of a plant: ten columns of numbers, and the yield that follows from some of them.</summary>
static class PlantSet
{
    public const int Columns = 10;

    public const string Target = "yield";

    /// <summary>Writes rows as CSV.</summary>
    /// <param name="seed">Another one, other rows.</param>
    /// <param name="hasTarget">Whether the yield stands beside them, with noise.</param>
    public static void WriteCsv(string file, int rows, ulong seed, bool hasTarget)
    {
        var random = new CounterRandom(seed, "plant");
        using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 20);
        writer.Write(string.Join(',', Enumerable.Range(0, Columns).Select(j => $"sensor_{j}")));
        writer.Write(hasTarget ? $",{Target}\n" : "\n");
        for (var row = 0; row < rows; row++)
        {
            var x = Row(random, row);
            for (var j = 0; j < Columns; j++)
            {
                if (j > 0) writer.Write(',');
                writer.Write(x[j].ToString(CultureInfo.InvariantCulture));
            }
            if (hasTarget) writer.Write(string.Create(CultureInfo.InvariantCulture, $",{Math.Round(Yield(x) + random.Child(1).Uniform((ulong)row) - 0.5, 4)}"));
            writer.Write('\n');
        }
    }

    /// <summary>The yields without noise, in the order of the rows.</summary>
    public static IEnumerable<double> Truth(int rows, ulong seed)
    {
        var random = new CounterRandom(seed, "plant");
        return Enumerable.Range(0, rows).Select(row => Yield(Row(random, row)));
    }

    static double[] Row(CounterRandom random, int row) =>
        [.. Enumerable.Range(0, Columns).Select(j => Math.Round((100 * random.Uniform((ulong)row * Columns + (ulong)j)) - 50, 3))];

    static double Yield(double[] x) => (x[0] > 0 ? 3 : -2) + (0.002 * x[1] * x[1]) + (0.05 * x[2]) + (x[3] * x[4] > 0 ? 1.5 : 0) + (0.001 * x[5] * x[6]);
}
