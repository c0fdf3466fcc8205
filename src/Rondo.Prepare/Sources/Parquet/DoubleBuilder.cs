using System.Globalization;
using Rondo.DuckDb;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources.Parquet;

sealed class DoubleBuilder(int rows) : ColumnBuilder
{
    private double[] _values = new double[rows];

    public override void Add(Vector vector)
    {
        _values = Grown(_values, Count + vector.Count);
        var target = _values.AsSpan(Count, vector.Count);
        switch (vector.Type.Id)
        {
            case LogicalTypeId.Double:
                vector.Values<double>().CopyTo(target);
                break;
            case LogicalTypeId.Float:
                var floats = vector.Values<float>();
                for (var i = 0; i < target.Length; i++) target[i] = floats[i];
                break;
            case LogicalTypeId.Decimal:
                for (var i = 0; i < target.Length; i++)
                    if (vector.IsValid(i)) target[i] = OfDecimal(Unscaled(vector, i), vector.Type.Scale);
                break;
            default:
                target.Fill(double.NaN);
                break;
        }
        // Adding zero turns -0.0 into 0.0: equal values have equal bits.
        for (var i = 0; i < target.Length; i++) target[i] = vector.IsValid(i) ? target[i] + 0.0 : double.NaN;
        Count += vector.Count;
    }

    public override Column Build() => new DoubleColumn(Cut(_values, Count));

    static Int128 Unscaled(Vector vector, int row) => vector.Type.StoredAs switch
    {
        LogicalTypeId.SmallInt => vector.Values<short>()[row],
        LogicalTypeId.Integer => vector.Values<int>()[row],
        LogicalTypeId.BigInt => vector.Values<long>()[row],
        _ => vector.Values<HugeInt>()[row].Value,
    };

    // The nearest double, as the decimal's text would give.
    static double OfDecimal(Int128 unscaled, int scale)
    {
        Span<byte> text = stackalloc byte[64];
        unscaled.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        text[length++] = (byte)'e';
        (-scale).TryFormat(text[length..], out var exponent, provider: CultureInfo.InvariantCulture);
        return double.Parse(text[..(length + exponent)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
