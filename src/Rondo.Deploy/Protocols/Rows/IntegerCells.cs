using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>Whole numbers. 2.0 and 1e3 are whole; 2.5 and 2^63 are refused, not cut.</summary>
sealed class IntegerCells(ColumnType type, int capacity) : Cells
{
    readonly LongStore _store = new(type, capacity);

    public override string Expected => "a whole number from -2^63 to 2^63-1";

    public override void Reserve(int rows) => _store.Reserve(rows);

    public override void SetMissing(int row) => _store.SetMissing(row);

    public override string? KeyOf(int row) => _store.At(row)?.ToString(CultureInfo.InvariantCulture);

    public override void CopyTo(Column cell) => _store.CopyTo(cell);

    public override Column ToColumn(int rows) => _store.ToColumn(rows);

    public override bool TrySet(int row, ref readonly Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.Number) return false;
        if (value.TryGetInt64(out var whole)) return _store.Set(row, whole);
        return TryWhole(value.HasValueSequence ? value.ValueSequence.ToArray() : value.ValueSpan, out whole) && _store.Set(row, whole);
    }

    public override bool TrySet(int row, ReadOnlySpan<char> value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && _store.Set(row, whole);

    public override bool TrySet(int row, long value) => _store.Set(row, value);

    // 2^63 itself is a double, and no int64.
    public override bool TrySet(int row, double value) =>
        value == Math.Truncate(value) && value is >= -9223372036854775808.0 and < 9223372036854775808.0 && _store.Set(row, (long)value);

    static bool TryWhole(ReadOnlySpan<byte> text, out long whole)
    {
        whole = 0;
        if (text.IndexOfAny((byte)'e', (byte)'E') < 0)
        {
            var point = text.IndexOf((byte)'.');
            return point > 0 && text[(point + 1)..].IndexOfAnyExcept((byte)'0') < 0
                && Utf8Parser.TryParse(text[..point], out whole, out var length) && length == point;
        }
        // A decimal holds 28 digits, more than an int64; longer ones would be rounded, so they are refused.
        if (text.Length > 28 || !Utf8Parser.TryParse(text, out decimal number, out var read, 'E') || read != text.Length) return false;
        if (number != decimal.Truncate(number) || number is < long.MinValue or > long.MaxValue) return false;
        whole = (long)number;
        return true;
    }
}
