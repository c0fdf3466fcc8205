using System.Buffers;
using System.Buffers.Text;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Batch;

/// <summary>Writes cells as text in UTF-8: numbers so that they read back exactly, times in ISO 8601.</summary>
static class CellWriter
{
    private const int LongestNumber = 40;
    private const long MicrosecondsPerDay = 86_400_000_000;

    /// <summary>A value that is there and is no text.</summary>
    public static void Write(ArrayBufferWriter<byte> buffer, Column column, int row)
    {
        var span = buffer.GetSpan(LongestNumber);
        buffer.Advance(column switch
        {
            DoubleColumn number => Number(number.Values[row], span),
            IntegerColumn { Type: ColumnType.Boolean } flag => Word(flag.Values[row] == 1 ? "true"u8 : "false"u8, span),
            IntegerColumn { Type: ColumnType.Int64 } whole => Whole(whole.Values[row], span),
            IntegerColumn time => Time(time.Type, time.Values[row], span),
            _ => throw new ArgumentException($"Columns of {column.Type.Word} are written as text.", nameof(column)),
        });
    }

    // A whole double keeps its point: the column is one of doubles when it is read again.
    static int Number(double value, Span<byte> span)
    {
        if (double.IsInfinity(value)) return Word(value > 0 ? "inf"u8 : "-inf"u8, span);
        value.TryFormat(span, out var length, provider: System.Globalization.CultureInfo.InvariantCulture);
        if (span[..length].IndexOfAnyExceptInRange((byte)'-', (byte)'9') < 0 && !span[..length].Contains((byte)'.')) return length + Word(".0"u8, span[length..]);
        return length;
    }

    static int Whole(long value, Span<byte> span)
    {
        Utf8Formatter.TryFormat(value, span, out var length);
        return length;
    }

    static int Word(ReadOnlySpan<byte> word, Span<byte> span)
    {
        word.CopyTo(span);
        return word.Length;
    }

    static int Time(ColumnType type, long value, Span<byte> span)
    {
        var time = DateTime.UnixEpoch.AddTicks((type == ColumnType.Date ? value * MicrosecondsPerDay : value) * TimeSpan.TicksPerMicrosecond);
        var format = type == ColumnType.Date ? "yyyy-MM-dd" : type == ColumnType.Timestamp ? "yyyy-MM-ddTHH:mm:ss.ffffff" : "yyyy-MM-ddTHH:mm:ss.ffffffZ";
        time.TryFormat(span, out var length, format, System.Globalization.CultureInfo.InvariantCulture);
        return length;
    }
}
