using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>Dates and times as ISO 8601 writes them.</summary>
sealed class TimeCells(ColumnType type, int capacity) : LongCells(type, capacity)
{
    // yyyy-MM-ddTHH:mm:ss.ffffff+HH:mm has 32.
    const int LongestText = 40;

    readonly ColumnType _type = type;

    public override string Expected => _type switch
    {
        ColumnType.Date => "a date such as \"2026-05-31\"",
        ColumnType.Timestamp => "a time without a zone such as \"2026-05-31T12:00:00\"",
        _ => "a time such as \"2026-05-31T12:00:00Z\"",
    };

    public override bool TrySet(int row, ref readonly Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.String || value.HasValueSequence || value.ValueSpan.Length > LongestText) return false;
        Span<char> text = stackalloc char[LongestText];
        return TrySet(row, text[..value.CopyString(text)]);
    }

    public override bool TrySet(int row, ReadOnlySpan<char> value)
    {
        long time;
        var isRead = _type == ColumnType.Date
            ? CivilCalendar.TryParseDate(value, out time)
            : CivilCalendar.TryParseTimestamp(value, allowZone: _type == ColumnType.TimestampUtc, out time);
        return isRead && Set(row, time);
    }
}
