using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>A column's values as numbers that are equal where the values are, in this table and in the other.</summary>
readonly record struct ColumnTokens(long[] Values, bool[]? Missing)
{
    private const ulong MissingMark = 0x4d495353494e0005;

    public bool IsMissing(int row) => Missing is not null && Missing[row];

    public bool Equals(int row, in ColumnTokens other, int otherRow) =>
        Values[row] == other.Values[otherRow] && IsMissing(row) == other.IsMissing(otherRow);

    /// <summary>Joins the values with what the hashes already stand for.</summary>
    public void AddTo(ulong[] hashes)
    {
        for (var row = 0; row < hashes.Length; row++)
            hashes[row] = CounterRandom.Mix(hashes[row] + (IsMissing(row) ? MissingMark : (ulong)Values[row] * 0x9e3779b97f4a7c15UL));
    }

    /// <summary>Both columns as tokens; null when their types have nothing in common.</summary>
    public static (ColumnTokens Before, ColumnTokens After)? Of(Column before, Column after)
    {
        if (before.Type != after.Type)
        {
            if (ColumnConversion.To(after.Type, before) is { } converted) return Of(converted, after);
            return ColumnConversion.To(before.Type, after) is { } other ? Of(before, other) : null;
        }
        if (before is not TextColumn text) return (Of(before), Of(after));
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        return (Of(text, ids), Of((TextColumn)after, ids));
    }

    static ColumnTokens Of(Column column) => column switch
    {
        // All NaN are one; -0.0 equals 0.0.
        DoubleColumn number => new(Array.ConvertAll(number.Values, v => double.IsNaN(v) ? long.MinValue : BitConverter.DoubleToInt64Bits(v + 0.0)), null),
        IntegerColumn { Missing: { } missing } whole => new(Masked(whole.Values, missing), missing),
        IntegerColumn whole => new(whole.Values, null),
        _ => throw new ArgumentException($"Columns of {column.Type.Word} can't be compared.", nameof(column)),
    };

    static long[] Masked(long[] values, bool[] missing)
    {
        var masked = new long[values.Length];
        for (var i = 0; i < masked.Length; i++) masked[i] = missing[i] ? 0 : values[i];
        return masked;
    }

    static ColumnTokens Of(TextColumn column, Dictionary<string, long> ids)
    {
        var numbers = new long[column.Dictionary.Length];
        for (var code = 0; code < numbers.Length; code++)
        {
            if (!ids.TryGetValue(column.Dictionary[code], out numbers[code])) ids.Add(column.Dictionary[code], numbers[code] = ids.Count);
        }
        return new(Array.ConvertAll(column.Codes, code => code < 0 ? -1 : numbers[code]), null);
    }
}
