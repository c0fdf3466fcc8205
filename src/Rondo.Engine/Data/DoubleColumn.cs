namespace Rondo.Engine.Data;

/// <summary>Double values; a missing value is NaN, and NaN from a source is a missing value. Infinities are values.</summary>
public sealed class DoubleColumn(double[] values) : Column(ColumnType.Double, values.Length)
{
    public double[] Values { get; } = values;

    public override bool IsMissing(int row) => double.IsNaN(Values[row]);

    public override DoubleColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++) taken[i] = Values[rows[i]];
        return new DoubleColumn(taken);
    }
}
