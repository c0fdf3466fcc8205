using System.Numerics;
using Rondo.DuckDb;
using Rondo.Engine.Data;
using Vector = Rondo.DuckDb.Vector;

namespace Rondo.Prepare.Sources.Parquet;

sealed class IntegerBuilder(ColumnType type, int rows) : ColumnBuilder
{
    private long[] _values = new long[rows];
    private bool[]? _missing;

    public override void Add(Vector vector)
    {
        var count = vector.Count;
        _values = Grown(_values, Count + count);
        var target = _values.AsSpan(Count, count);
        switch (vector.Type.Id)
        {
            case LogicalTypeId.Boolean: Widen(vector.Values<byte>(), target); break;
            case LogicalTypeId.TinyInt: Widen(vector.Values<sbyte>(), target); break;
            case LogicalTypeId.SmallInt: Widen(vector.Values<short>(), target); break;
            case LogicalTypeId.Integer or LogicalTypeId.Date: Widen(vector.Values<int>(), target); break;
            case LogicalTypeId.UTinyInt: Widen(vector.Values<byte>(), target); break;
            case LogicalTypeId.USmallInt: Widen(vector.Values<ushort>(), target); break;
            case LogicalTypeId.UInteger: Widen(vector.Values<uint>(), target); break;
            default: vector.Values<long>().CopyTo(target); break;
        }
        if (!vector.IsAllValid) MarkMissing(vector);
        ToMicroseconds(vector.Type.Id, target);
        Count += count;
    }

    public override Column Build() =>
        new IntegerColumn(type, Cut(_values, Count), _missing is null ? null : Cut(Grown(_missing, Count), Count));

    static void Widen<T>(ReadOnlySpan<T> source, Span<long> target) where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < source.Length; i++) target[i] = long.CreateTruncating(source[i]);
    }

    void MarkMissing(Vector vector)
    {
        for (var row = 0; row < vector.Count; row++)
        {
            if (vector.IsValid(row)) continue;
            _missing = Grown(_missing ?? new bool[_values.Length], Count + vector.Count);
            _missing[Count + row] = true;
            _values[Count + row] = 0;
        }
    }

    // Finer fractions than microseconds are cut off, towards the past, as for text.
    static void ToMicroseconds(LogicalTypeId id, Span<long> values)
    {
        var factor = id switch { LogicalTypeId.TimestampSeconds => 1_000_000L, LogicalTypeId.TimestampMilliseconds => 1000L, _ => 1L };
        if (factor > 1)
            for (var i = 0; i < values.Length; i++) values[i] = checked(values[i] * factor);
        if (id == LogicalTypeId.TimestampNanoseconds)
            for (var i = 0; i < values.Length; i++) values[i] = (long)Math.Floor((decimal)values[i] / 1000);
    }
}
