using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Runs;

/// <summary>A row given by names and values, as a table of one row.</summary>
static class RowTable
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    /// <summary>Names that the schema lacks are left out; what lacks in the row is for the pipeline to name.</summary>
    public static Table Of(IReadOnlyDictionary<string, object?> row, Schema input) =>
        Table.Of(input.Fields.Where(f => row.ContainsKey(f.Name)).Select(f => (f.Name, ColumnOf(row[f.Name], f))));

    static Column ColumnOf(object? value, Field field) => value switch
    {
        null => ColumnConversion.AllMissing(field.Type, 1),
        bool flag => new IntegerColumn(ColumnType.Boolean, [flag ? 1 : 0]),
        sbyte or byte or short or ushort or int or uint or long => new IntegerColumn(ColumnType.Int64, [Convert.ToInt64(value, CultureInfo.InvariantCulture)]),
        float or double or decimal or ulong => new DoubleColumn([Convert.ToDouble(value, CultureInfo.InvariantCulture)]),
        DateOnly date => new IntegerColumn(ColumnType.Date, [date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber]),
        DateTimeOffset time => new IntegerColumn(ColumnType.TimestampUtc, [Microseconds(time.UtcDateTime)]),
        DateTime time => new IntegerColumn(field.Type == ColumnType.TimestampUtc ? field.Type : ColumnType.Timestamp, [Microseconds(time)]),
        string text => OfText(text, field.Type),
        _ => throw new RondoException(new Mistake("wrong_type", $"'{field.Name}' is a {value.GetType().Name}; the model expects {field.Type.Word}.") { Field = field.Name }),
    };

    static Column OfText(string text, ColumnType wanted) => wanted switch
    {
        ColumnType.Date when CivilCalendar.TryParseDate(text, out var days) => new IntegerColumn(wanted, [days]),
        ColumnType.Timestamp when CivilCalendar.TryParseTimestamp(text, allowZone: false, out var time) => new IntegerColumn(wanted, [time]),
        ColumnType.TimestampUtc when CivilCalendar.TryParseTimestamp(text, allowZone: true, out var time) => new IntegerColumn(wanted, [time]),
        _ => TextColumn.From([text]),
    };

    static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TicksPerMicrosecond;
}
