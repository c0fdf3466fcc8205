using System.Globalization;
using Rondo.DuckDb;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources.Parquet;

/// <summary>Whole numbers of 64 unsigned bits and more: int64 when all of them fit, otherwise double, as numbers in text are.</summary>
sealed class WideIntegerBuilder : ColumnBuilder
{
    private readonly List<Int128?> _values = [];
    private double[]? _doubles;

    public override void Add(Vector vector)
    {
        for (var row = 0; row < vector.Count; row++)
        {
            if (!vector.IsValid(row)) _values.Add(null);
            else if (vector.Type.Id == LogicalTypeId.UBigInt) _values.Add(vector.Values<ulong>()[row]);
            else if (vector.Type.Id == LogicalTypeId.HugeInt) _values.Add(vector.Values<HugeInt>()[row].Value);
            else AddUnsigned(vector.Values<HugeInt>()[row].Unsigned);
        }
        Count = _values.Count;
    }

    public override Column Build()
    {
        if (_doubles is null && _values.TrueForAll(v => v is null || (v >= long.MinValue && v <= long.MaxValue)))
        {
            var missing = _values.Select(v => v is null).ToArray();
            return new IntegerColumn(ColumnType.Int64, [.. _values.Select(v => (long)(v ?? 0))], Array.IndexOf(missing, true) >= 0 ? missing : null);
        }
        var doubles = Grown(_doubles ?? [], _values.Count);
        for (var i = 0; i < _values.Count; i++)
            if (_values[i] is not { } value) doubles[i] = double.NaN;
            else if (doubles[i] == 0) doubles[i] = Nearest(value.ToString(CultureInfo.InvariantCulture));
        return new DoubleColumn(Cut(doubles, _values.Count));
    }

    void AddUnsigned(UInt128 value)
    {
        if (value > (UInt128)Int128.MaxValue)
        {
            _doubles = Grown(_doubles ?? [], _values.Count + 1);
            _doubles[_values.Count] = Nearest(value.ToString(CultureInfo.InvariantCulture));
        }
        _values.Add((Int128)(value & (UInt128)Int128.MaxValue));
    }

    static double Nearest(string digits) => double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
}
