using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Marks in a boolean column beside each date whether it is a holiday, by a calendar or a list. Calendars are rules, not data: they know every
/// year, and no day that somebody has yet to decree. Times of timestamp_utc are in UTC.
/// </summary>
[Part("holidays", "Marks which dates are holidays of a calendar or a list.")]
public sealed record Holidays : ITransform
{
    [Param("Columns to look at; by default all dates and timestamps.")]
    public string[]? Columns { get; init; }

    [Param("Whose holidays: us, uk (or england), de, fr, ca, easter, or none when only the list counts.")]
    public HolidayCalendar Calendar { get; init; }

    [Param("Holidays besides, as yyyy-MM-dd.")]
    public string[] Dates { get; init; } = [];

    [Param("Whether the date itself stays beside its mark.")]
    public bool Keep { get; init; } = true;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        if (Calendar == HolidayCalendar.None && Dates.Length == 0)
            throw new RondoException("bad_parameter", "'holidays' has neither a calendar nor dates.", "Write `calendar: us`, another calendar, or `dates: [2024-12-24]`.");
        var names = ColumnChoice.Resolve(table, this, Columns, type => type.IsTemporal, type => type.IsTemporal, "dates and timestamps").Select(i => table.Schema.Fields[i].Name).ToArray();
        ColumnChoice.RefuseTaken(this, table.Schema.Fields.Select(f => f.Name).Where(name => Keep || !names.Contains(name)), names.Select(FittedHolidays.NameOf));
        return new FittedHolidays(names, Calendar, ReadDates(), Keep);
    }

    long[] ReadDates()
    {
        var wrong = Dates.Where(text => !CivilCalendar.TryParseDate(text, out _)).ToArray();
        if (wrong.Length > 0) throw new RondoException(wrong.Select(text => new Mistake("bad_parameter", $"'holidays.dates' has '{text}', which is no date.") { Field = "dates", Hint = "Write dates as yyyy-MM-dd." }));
        return [.. Dates.Select(text => CivilCalendar.TryParseDate(text, out var day) ? day : 0).Distinct().Order()];
    }
}

[Fitted("holidays")]
sealed class FittedHolidays(string[] columns, HolidayCalendar calendar, long[] dates, bool keep) : IFittedTransform, IReadable<FittedHolidays>
{
    private const int YearsKept = 4096;
    private const int FirstYear = 1800;
    private const int LastYear = 2199;

    private readonly HashSet<long> _listed = [.. dates];

    public static string NameOf(string column) => $"{column}_is_holiday";

    public Table Apply(Table table)
    {
        var chosen = columns.ToHashSet(StringComparer.Ordinal);
        foreach (var name in columns) ColumnChoice.PositionOf(table, name);
        return Table.Of(table.Schema.Fields.SelectMany((field, i) => chosen.Contains(field.Name) ? Replaced(field.Name, table.Columns[i]) : [(field.Name, table.Columns[i])]));
    }

    IEnumerable<(string, Column)> Replaced(string name, Column column)
    {
        if (keep) yield return (name, column);
        yield return (NameOf(name), Marks(name, column));
    }

    IntegerColumn Marks(string name, Column column)
    {
        if (column is not IntegerColumn { Type.IsTemporal: true } times)
            throw new ArgumentException($"Column '{name}' is {column.Type.Word}, which is not what it was in training.", nameof(column));
        var years = new Dictionary<long, HashSet<long>>();
        var marks = new long[times.Length];
        var missing = new bool[times.Length];
        for (var row = 0; row < marks.Length; row++)
        {
            var day = times.Type == ColumnType.Date ? times.Values[row] : CivilCalendar.DayOf(times.Values[row]);
            missing[row] = times.IsMissing(row) || !CivilCalendar.Covers(day);
            if (!missing[row] && (_listed.Contains(day) || IsInCalendar(day, years))) marks[row] = 1;
        }
        return new IntegerColumn(ColumnType.Boolean, marks, missing.Contains(true) ? missing : null);
    }

    bool IsInCalendar(long day, Dictionary<long, HashSet<long>> years)
    {
        if (calendar == HolidayCalendar.None) return false;
        var year = CivilCalendar.CivilFromDays(day).Year;
        if (years.TryGetValue(year, out var days)) return days.Contains(day);
        days = HolidayRules.Of(calendar, year);
        if (years.Count < YearsKept) years.Add(year, days);
        return days.Contains(day);
    }

    public LoweredTable Lower(LoweredTable table)
    {
        // A graph has no rules but days: those of four centuries.
        var days = Enumerable.Range(FirstYear, LastYear - FirstYear + 1).SelectMany(year => HolidayRules.Of(calendar, year)).Concat(dates).Distinct().Select(day => (double)day).ToArray();
        return columns.Aggregate(table, (current, name) =>
        {
            var itself = current[name];
            var day = itself.Type == ColumnType.Date ? itself.Value : CalendarFormulas.DayOf(itself.Value);
            var mark = new LoweredColumn(NameOf(name), ColumnType.Boolean, CalendarFormulas.Covers(day).Choose(day.IsIn(days), Value.Missing));
            return current.Replace(name, keep ? [itself, mark] : [mark]);
        });
    }

    public void Write(PipelineWriter writer)
    {
        writer.Texts(columns);
        writer.Text(PartCatalog.SnakeCase(calendar.ToString()));
        writer.Raw<long>(dates);
        writer.Bool(keep);
    }

    public static FittedHolidays Read(PipelineReader reader, int version)
    {
        var (columns, word, dates) = (reader.Texts(), reader.Text(), reader.Raw<long>());
        var calendars = Enum.GetValues<HolidayCalendar>().Where(c => PartCatalog.SnakeCase(c.ToString()) == word).ToArray();
        if (calendars.Length == 0) throw PipelineReader.Damaged($"it names an unknown calendar '{word}'");
        if (columns.Distinct(StringComparer.Ordinal).Count() != columns.Length) throw PipelineReader.Damaged("it marks a date twice");
        return new FittedHolidays(columns, calendars[0], dates, reader.Bool());
    }
}
