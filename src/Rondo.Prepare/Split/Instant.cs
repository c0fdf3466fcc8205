using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Split;

/// <summary>A time as a settings file says it, on the scale of a column.</summary>
static class Instant
{
    private const long TicksPerMicrosecond = 10;

    private static readonly string[] _forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFF",
        "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFF",
    ];

    /// <summary>The key that orders as the column's values do.</summary>
    public static bool TryParse(ColumnType type, object value, out ulong key)
    {
        key = 0;
        if (!type.IsTemporal) return TryParseNumber(type, value, out key);
        // A program may give what the column stores: days or microseconds.
        if (value is long stored) key = OrderStatistics.Key(stored);
        if (value is not string text) return value is long;
        var isUtc = text.EndsWith('Z');
        // A zone is part of a timestamp_utc alone; without one it is taken as UTC there.
        if (isUtc && type != ColumnType.TimestampUtc) return false;
        if (!DateTime.TryParseExact(isUtc ? text[..^1] : text, _forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return false;
        var ticks = (time - DateTime.UnixEpoch).Ticks;
        if (type == ColumnType.Date && ticks % TimeSpan.TicksPerDay != 0) return false;
        key = OrderStatistics.Key(type == ColumnType.Date ? ticks / TimeSpan.TicksPerDay : ticks / TicksPerMicrosecond);
        return true;
    }

    static bool TryParseNumber(ColumnType type, object value, out ulong key)
    {
        key = 0;
        if (value is string text)
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) value = whole;
            else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction)) value = fraction;
        }
        if (value is not (int or long or double)) return false;
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (double.IsNaN(number)) return false;
        if (type == ColumnType.Double) key = OrderStatistics.Key(number);
        // At or after 2.5 means from 3 on.
        else key = OrderStatistics.Key(value is double ? (long)Math.Ceiling(number) : Convert.ToInt64(value, CultureInfo.InvariantCulture));
        return true;
    }
}
