using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Expressions;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Expressions;

/// <summary>The language a second time, a row and a value at a time, as plainly as can be: null is missing.</summary>
static class NaiveEvaluator
{
    public static object? Value(TypedExpression expression, Table table, int row)
    {
        switch (expression)
        {
            case TypedLiteral literal: return literal.Value;
            case TypedColumn column: return Cell(table[column.Name], row);
            case TypedCall call:
                var arguments = call.Arguments.Select(a => Value(a, table, row)).ToArray();
                try
                {
                    var value = Special(call, arguments, out var isSpecial);
                    if (!isSpecial) value = arguments.Contains(null) ? null : Plain(call.Function, call.Kind, [.. call.Arguments.Select(a => a.Kind)], arguments!);
                    return value is double number && double.IsNaN(number) ? null : value;
                }
                catch (OverflowException)
                {
                    return null;
                }
            default: throw new ArgumentException(expression.ToString(), nameof(expression));
        }
    }

    static object? Cell(Column column, int row)
    {
        if (column.IsMissing(row)) return null;
        return column switch
        {
            DoubleColumn doubles => doubles.Values[row],
            TextColumn texts => texts[row],
            IntegerColumn { Type: ColumnType.Boolean } truths => truths.Values[row] == 1,
            IntegerColumn integers => integers.Values[row],
            _ => throw new ArgumentException(column.ToString(), nameof(column)),
        };
    }

    /// <summary>What may give a value though an argument is missing.</summary>
    static object? Special(TypedCall call, object?[] a, out bool isSpecial)
    {
        isSpecial = true;
        switch (call.Function)
        {
            case "and": return a.Contains(false) ? false : a.Contains(null) ? null : true;
            case "or": return a.Contains(true) ? true : a.Contains(null) ? null : false;
            case "if": return a[0] is null ? null : (bool)a[0]! ? a[1] : a[2];
            case "coalesce": return a.FirstOrDefault(v => v is not null);
            case "is_missing": return a[0] is null;
            case "in": return a[0] is null ? null : a.Skip(1).Any(v => a[0]!.Equals(v) || a[0] is double x && v is double y && x == y) ? true : a.Skip(1).Contains(null) ? null : false;
            default:
                isSpecial = false;
                return null;
        }
    }

    static object? Plain(string function, ValueKind kind, ValueKind[] kinds, object[] a) => (function, kinds[0]) switch
    {
        ("==", _) => (object)(Compare(a) == 0),
        ("!=", _) => Compare(a) != 0,
        ("<", _) => Compare(a) < 0,
        ("<=", _) => Compare(a) <= 0,
        (">", _) => Compare(a) > 0,
        (">=", _) => Compare(a) >= 0,
        ("not", _) => !(bool)a[0],
        ("min", _) => a.Aggregate((x, y) => Compare([y, x]) < 0 ? y : x),
        ("max", _) => a.Aggregate((x, y) => Compare([y, x]) > 0 ? y : x),
        ("clip", _) => Compare([Compare([a[0], a[1]]) < 0 ? a[1] : a[0], a[2]]) > 0 ? a[2] : Compare([a[0], a[1]]) < 0 ? a[1] : a[0],
        (_, ValueKind.Text) => OfTexts(function, kind, a),
        ("bin", _) => a.Skip(1).LongCount(e => (double)e <= (double)a[0]),
        ("text", var from) => Text(from, a[0]),
        (_, ValueKind.Double) => OfDoubles(function, a),
        (_, ValueKind.Boolean) => function == "double" ? (object)((bool)a[0] ? 1.0 : 0.0) : (bool)a[0] ? 1L : 0L,
        (_, ValueKind.Int64) when kind is ValueKind.Int64 or ValueKind.Double => OfWhole(function, (long)a[0], a.Length > 1 ? (long)a[1] : 0, a.Length),
        (_, var from) => OfTimes(function, from, kinds[^1], (long)a[0], a.Length > 1 ? (long)a[1] : 0, a.Length),
    };

    static int Compare(object[] a) => a switch
    {
        [string x, string y] => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)),
        [double x, double y] => x < y ? -1 : x > y ? 1 : 0,
        [var x, var y] => ((IComparable)x).CompareTo(y),
        _ => throw new ArgumentException("Two are compared.", nameof(a)),
    };

    static object? OfWhole(string function, long x, long y, int count) => (function, count) switch
    {
        ("+", _) => (object)checked(x + y),
        ("-", 1) => checked(-x),
        ("-", _) => checked(x - y),
        ("*", _) => checked(x * y),
        ("%", _) => y == 0 ? null : (long)((Int128)x % y),
        ("abs", _) => Math.Abs(x),
        ("round" or "floor" or "ceil" or "int64", _) => x,
        ("double", _) => (double)x,
        _ => throw new ArgumentException(function, nameof(function)),
    };

    static object? OfDoubles(string function, object[] a)
    {
        var x = (double)a[0];
        var y = a.Length > 1 ? (double)a[1] : 0;
        return (function, a.Length) switch
        {
            ("+", _) => (object)(x + y),
            ("-", 1) => -x,
            ("-", _) => x - y,
            ("*", _) => x * y,
            ("/", _) => y == 0 ? null : x / y,
            ("%", _) => y == 0 ? null : x % y,
            ("^" or "pow", _) => x == 0 && y < 0 ? null : Functions.Pow(x, y),
            ("exp", _) => Functions.Exp(x),
            ("log", _) => x <= 0 ? null : Functions.Log(x),
            ("log1p", _) => x <= -1 ? null : Functions.Log1P(x),
            ("sqrt", _) => x < 0 ? null : Math.Sqrt(x),
            ("abs", _) => x < 0 ? -x : x == 0 ? 0.0 : x,
            ("round", 1) => x < 0 ? -Math.Floor(Math.Abs(x)) - (Math.Abs(x) - Math.Floor(Math.Abs(x)) >= 0.5 ? 1 : 0) : Math.Floor(x) + (x - Math.Floor(x) >= 0.5 ? 1 : 0),
            ("floor", _) => Math.Floor(x),
            ("ceil", _) => -Math.Floor(-x),
            ("int64", _) => x >= -9.2e18 && x <= 9.2e18 ? (long)Math.Truncate(x) : null,
            _ => throw new ArgumentException(function, nameof(function)),
        };
    }

    static object? OfTexts(string function, ValueKind kind, object[] a)
    {
        var text = (string)a[0];
        var runes = text.EnumerateRunes().ToArray();
        switch (function)
        {
            case "concat" or "+": return string.Concat(a);
            case "lower": return string.Concat(runes.Select(r => Rune.ToLowerInvariant(r).ToString()));
            case "upper": return string.Concat(runes.Select(r => Rune.ToUpperInvariant(r).ToString()));
            case "trim": return text.Trim();
            case "length": return (long)runes.Length;
            case "contains": return text.Contains((string)a[1], StringComparison.Ordinal);
            case "starts_with": return text.StartsWith((string)a[1], StringComparison.Ordinal);
            case "ends_with": return text.EndsWith((string)a[1], StringComparison.Ordinal);
            case "replace": return (string)a[1] == "" ? text : text.Replace((string)a[1], (string)a[2], StringComparison.Ordinal);
            case "substring":
                var (start, end) = ((Int128)(long)a[1], a.Length > 2 ? (Int128)(long)a[1] + Int128.Max(0, (long)a[2]) : Int128.MaxValue);
                return string.Concat(runes.Where((_, i) => i + 1 >= start && i + 1 < end).Select(r => r.ToString()));
            case "int64": return long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? whole : null;
            case "double": return double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
            case "date": return DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? (long)(day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) : null;
            case "timestamp" or "timestamp_utc": return (DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal) - DateTime.UnixEpoch).Ticks / 10;
            default: throw new ArgumentException($"{function} {kind}", nameof(function));
        }
    }

    static string Text(ValueKind kind, object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        long days when kind == ValueKind.Date => DateTime.UnixEpoch.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        long time when kind is ValueKind.Timestamp or ValueKind.TimestampUtc =>
            Time(time).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + (time % 1_000_000 == 0 ? "" : Time(time).ToString(".ffffff", CultureInfo.InvariantCulture)) + (kind == ValueKind.TimestampUtc ? "Z" : ""),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static DateTime Time(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * 10);

    static object OfTimes(string function, ValueKind from, ValueKind last, long x, long y, int count)
    {
        var time = from == ValueKind.Date ? DateTime.UnixEpoch.AddDays(x) : from == ValueKind.Duration ? default : Time(x);
        return (function, count) switch
        {
            ("+", _) => (object)checked(x + y),
            ("-", 1) => checked(-x),
            ("-", _) => checked(x - y),
            ("abs", _) => Math.Abs(x),
            ("year", _) => (long)time.Year,
            ("quarter", _) => (time.Month - 1) / 3 + 1L,
            ("month", _) => (long)time.Month,
            ("week", _) => (long)ISOWeek.GetWeekOfYear(time),
            ("day", _) => (long)time.Day,
            ("day_of_year", _) => (long)time.DayOfYear,
            ("weekday", _) => time.DayOfWeek == DayOfWeek.Sunday ? 7L : (long)time.DayOfWeek,
            ("hour", _) => (long)time.Hour,
            ("minute", _) => (long)time.Minute,
            ("second", _) => (long)time.Second,
            ("seconds", _) => x / 1e6,
            ("minutes", _) => x / 6e7,
            ("hours", _) => x / 3.6e9,
            ("days", _) => x / 8.64e10,
            ("months", _) => x / (365.2425 / 12 * 8.64e10),
            ("years", _) => x / (365.2425 * 8.64e10),
            ("date", _) => from == ValueKind.Date ? x : (long)(time.Date - DateTime.UnixEpoch).TotalDays,
            ("timestamp" or "timestamp_utc", _) => from == ValueKind.Date ? checked(x * 86_400_000_000) : x,
            _ => throw new ArgumentException($"{function} {last}", nameof(function)),
        };
    }
}
