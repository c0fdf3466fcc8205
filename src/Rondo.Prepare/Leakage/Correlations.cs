using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>The correlations of columns with each other and, in the last row and column, with the target. Constant columns correlate with nothing.</summary>
sealed class Correlations
{
    private readonly double[] _values;

    Correlations(double[] values, int size) => (_values, Size) = (values, size);

    /// <summary>Columns and the target.</summary>
    public int Size { get; }

    public double this[int i, int j] => _values[i * Size + j];

    public static Correlations Of(CompleteRows data, CancellationToken cancellation)
    {
        double[][] scaled = [.. data.Columns.Append(data.Target).Select(Standardised)];
        var size = scaled.Length;
        var values = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var j = 0; j <= i; j++) values[i * size + j] = values[j * size + i] = Reductions.Dot(scaled[i], scaled[j]) / data.Target.Length;
        }
        return new Correlations(values, size);
    }

    /// <summary>What is left of all of them when the column's part is taken out: a step of the sweep (Beaton 1964).</summary>
    public Correlations Without(int column)
    {
        var pivot = this[column, column];
        var values = (double[])_values.Clone();
        if (pivot > 1e-9)
        {
            for (var i = 0; i < Size; i++)
                for (var j = 0; j < Size; j++) values[i * Size + j] -= this[i, column] * this[column, j] / pivot;
        }
        return new Correlations(values, Size);
    }

    static double[] Standardised(double[] values)
    {
        var (mean, deviation) = Moments.Of(values);
        return Array.ConvertAll(values, v => deviation == 0 || !double.IsFinite(deviation) ? 0 : (v - mean) / deviation);
    }
}
