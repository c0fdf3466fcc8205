using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Reads <c>prepare.split.from</c> in the units of the time column: days, microseconds or whole numbers.</summary>
static class SplitPoint
{
    private static readonly string[] s_formats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd' 'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd' 'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    public static long? Read(PrepareSpec prepare, Findings findings)
    {
        const string path = "prepare.split.from";
        if (prepare.Split.From is not { } text || prepare.Time is not { } time) return null;
        if (findings.Table.Schema.Find(time) is null || findings.Table[time] is not IntegerColumn column) return null;
        if (Parse(text, column.Type) is not { } from)
        {
            var expected = column.Type == ColumnType.Int64 ? "a whole number" : "a date such as 2001-06-01, or 2001-06-01T12:00:00";
            findings.Wrong(path, "wrong_type", $"'{text}' is no point of the time column '{time}', which is {column.Type.Word}; expected {expected}.");
            return null;
        }
        var (before, after) = (false, false);
        foreach (var value in column.Values)
        {
            before |= value < from;
            after |= value >= from;
        }
        if (!before || !after) findings.Wrong(path, "empty_part", $"{(before ? "No row is at or after" : "No row is before")} '{text}', so there is nothing to {(before ? "test on" : "learn from")}.");
        return from;
    }

    static long? Parse(string text, ColumnType type)
    {
        if (type == ColumnType.Int64) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
        if (!DateTime.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)) return null;
        if (type != ColumnType.Date) return (moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return moment.TimeOfDay == TimeSpan.Zero ? (moment - DateTime.UnixEpoch).Days : null;
    }
}
