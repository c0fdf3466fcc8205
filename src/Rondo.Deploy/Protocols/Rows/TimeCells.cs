using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>Dates and times as ISO 8601 writes them.</summary>
sealed class TimeCells(ColumnType type, int capacity) : Cells
{
    // yyyy-MM-ddTHH:mm:ss.ffffff+HH:mm has 32.
    const int LongestText = 40;

    readonly LongStore _store = new(type, capacity);

    public override string Expected => type switch
    {
        ColumnType.Date => "a date such as \"2026-05-31\"",
        ColumnType.Timestamp => "a time without a zone such as \"2026-05-31T12:00:00\"",
        _ => "a time such as \"2026-05-31T12:00:00Z\"",
    };

    public override void Reserve(int rows) => _store.Reserve(rows);

    public override void SetMissing(int row) => _store.SetMissing(row);

    public override long? TimeOf(int row) => type == ColumnType.Date ? _store.At(row) * CivilCalendar.MicrosecondsPerDay : _store.At(row);

    public override void CopyTo(Column cell) => _store.CopyTo(cell);

    public override Column ToColumn(int rows) => _store.ToColumn(rows);

    public override bool TrySet(int row, ref readonly Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.String || value.HasValueSequence || value.ValueSpan.Length > LongestText) return false;
        Span<char> text = stackalloc char[LongestText];
        return TrySet(row, text[..value.CopyString(text)]);
    }

    public override bool TrySet(int row, string value) => TrySet(row, value.AsSpan());

    // As texts are read: a time of no zone is taken as UTC, a time of a zone is none without one, and a date has no time of day.
    public override bool TrySet(int row, ColumnType kind, long value) =>
        kind == type || (kind == ColumnType.Timestamp && type == ColumnType.TimestampUtc) ? _store.Set(row, value)
        : kind == ColumnType.Date ? _store.Set(row, value * CivilCalendar.MicrosecondsPerDay)
        : kind == ColumnType.Timestamp && CivilCalendar.TimeOfDay(value) == 0 && _store.Set(row, CivilCalendar.DayOf(value));

    public override bool TrySet(int row, ReadOnlySpan<char> value)
    {
        long time;
        var isRead = type == ColumnType.Date
            ? CivilCalendar.TryParseDate(value, out time)
            : CivilCalendar.TryParseTimestamp(value, allowZone: type == ColumnType.TimestampUtc, out time);
        return isRead && _store.Set(row, time);
    }
}
