using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>
/// Puts in the place of a date or time the sine and cosine of its recurring parts, so that 23 h lies beside 0 h and Sunday beside Monday.
/// Numbers that recur, such as an hour, are taken when a period is given.
/// </summary>
[Part("cyclic", "Turns recurring parts of dates and times into pairs of sine and cosine.")]
public sealed record Cyclic : ITransform
{
    [Param("Columns to turn; by default all dates and timestamps. Numbers only with `period`.")]
    public string[]? Columns { get; init; }

    [Param("The parts of dates and times: quarter, month, week, day, day_of_year, weekday, hour, minute, second.")]
    public DatePart[] Parts { get; init; } = [DatePart.Month, DatePart.Day, DatePart.Weekday, DatePart.Hour, DatePart.Minute];

    [Param("After how much a number starts anew, such as 24 for hours; 0 when the columns are dates and timestamps.", Min = 0)]
    public double Period { get; init; }

    [Param("Whether the column itself stays beside the pairs.")]
    public bool Keep { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        if (Parts.Contains(DatePart.Year)) throw new RondoException("bad_parameter", "'cyclic.parts' has year, which does not recur.", "Take it out; 'date_parts' gives the year.");
        if (Period > 0 && Columns is null) throw new RondoException("bad_parameter", "'cyclic.period' needs `columns`.", "Name the columns that have this period.");
        var chosen = ColumnChoice.Resolve(table, this, Columns, Takes, type => type.IsTemporal, Period > 0 ? "numbers, when a period is given" : "dates and timestamps, and numbers only with a period");
        var dates = ImmutableArray.CreateBuilder<DateColumn>();
        var numbers = ImmutableArray.CreateBuilder<string>();
        foreach (var index in chosen)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (Period > 0) numbers.Add(table.Schema.Fields[index].Name);
            else dates.Add(DateColumn.Of(table, index, Parts));
        }
        var fitted = new FittedCyclic(dates.DrainToImmutable(), numbers.DrainToImmutable(), Period, Keep);
        ColumnChoice.RefuseTaken(this, table.Schema.Fields.Where((f, i) => Keep || !chosen.Contains(i)).Select(f => f.Name), fitted.AddedNames);
        return fitted;
    }

    bool Takes(ColumnType type) => Period > 0 ? type is ColumnType.Int64 or ColumnType.Double : type.IsTemporal;
}

[Fitted("cyclic")]
sealed class FittedCyclic(ImmutableArray<DateColumn> dates, ImmutableArray<string> numbers, double period, bool keep) : IFittedTransform, IReadable<FittedCyclic>
{
    public IEnumerable<string> AddedNames =>
        dates.SelectMany(d => d.Parts.Select(p => $"{d.Name}_{DateColumn.WordOf(p)}")).Concat(numbers).SelectMany(stem => new[] { $"{stem}_sin", $"{stem}_cos" });

    public Table Apply(Table table)
    {
        var byName = dates.ToDictionary(d => d.Name, StringComparer.Ordinal);
        foreach (var name in byName.Keys.Concat(numbers)) ColumnChoice.PositionOf(table, name);
        return Table.Of(table.Schema.Fields.SelectMany((field, i) =>
        {
            IEnumerable<(string, Column)> itself = [(field.Name, table.Columns[i])];
            var pairs = byName.TryGetValue(field.Name, out var date) ? Pairs(date, table) : numbers.Contains(field.Name) ? Pair(field.Name, table.Columns[i], period) : null;
            return pairs is null ? itself : keep ? itself.Concat(pairs) : pairs;
        }));
    }

    static IEnumerable<(string, Column)> Pairs(DateColumn date, Table table) =>
        date.Values(table).SelectMany((values, i) => Pair($"{date.Name}_{DateColumn.WordOf(date.Parts[i])}", values, PeriodOf(date.Parts[i])));

    static double PeriodOf(DatePart part) => part switch
    {
        DatePart.Quarter => 4,
        DatePart.Month => 12,
        DatePart.Week => 52.1775, // 365.2425 days of 7
        DatePart.Day => 31,
        DatePart.DayOfYear => 365.2425,
        DatePart.Weekday => 7,
        DatePart.Hour => 24,
        DatePart.Minute or DatePart.Second => 60,
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    static IEnumerable<(string, Column)> Pair(string stem, Column column, double period)
    {
        var sines = new double[column.Length];
        var cosines = new double[column.Length];
        var known = new Dictionary<double, (double Sine, double Cosine)>();
        for (var row = 0; row < sines.Length; row++)
        {
            var value = column switch
            {
                _ when column.IsMissing(row) => double.NaN,
                IntegerColumn integers => integers.Values[row],
                DoubleColumn doubles => doubles.Values[row],
                _ => throw new ArgumentException($"Column '{stem}' is {column.Type.Word}, which is not what it was in training.", nameof(column)),
            };
            if (!double.IsFinite(value))
            {
                sines[row] = cosines[row] = double.NaN;
                continue;
            }
            if (!known.TryGetValue(value, out var pair))
            {
                var turns = value / period;
                var angle = 2 * Math.PI * (turns - Math.Floor(turns));
                pair = (Functions.Sin(angle), Functions.Cos(angle));
                // Numbers that hardly repeat would fill the memory without saving anything.
                if (known.Count < 4096) known.Add(value, pair);
            }
            (sines[row], cosines[row]) = pair;
        }
        return [($"{stem}_sin", new DoubleColumn(sines)), ($"{stem}_cos", new DoubleColumn(cosines))];
    }

    public LoweredTable Lower(LoweredTable table)
    {
        foreach (var date in dates)
        {
            var itself = table[date.Name];
            var pairs = date.Lower(itself.Value).SelectMany((value, i) => Pair($"{date.Name}_{DateColumn.WordOf(date.Parts[i])}", value, PeriodOf(date.Parts[i])));
            table = table.Replace(date.Name, keep ? pairs.Prepend(itself) : pairs);
        }
        foreach (var name in numbers) table = table.Replace(name, keep ? Pair(name, table[name].Value, period).Prepend(table[name]) : Pair(name, table[name].Value, period));
        return table;
    }

    static IEnumerable<LoweredColumn> Pair(string stem, Value value, double period)
    {
        var turns = value / period;
        var angle = 2 * Math.PI * (turns - turns.Floor());
        return [new($"{stem}_sin", ColumnType.Double, angle.By(UnaryFunction.Sin)), new($"{stem}_cos", ColumnType.Double, angle.By(UnaryFunction.Cos))];
    }

    public void Write(PipelineWriter writer)
    {
        writer.Bool(keep);
        writer.Double(period);
        writer.Texts(numbers);
        writer.Int(dates.Length);
        foreach (var date in dates) date.Write(writer);
    }

    public static FittedCyclic Read(PipelineReader reader, int version)
    {
        var (keep, period, numbers) = (reader.Bool(), reader.Double(), reader.Texts());
        var dates = new DateColumn[reader.Length(DateColumn.LeastBytes)];
        for (var i = 0; i < dates.Length; i++) dates[i] = DateColumn.Read(reader);
        if (!(period >= 0 && double.IsFinite(period)) || period == 0 && numbers.Length > 0) throw PipelineReader.Damaged("a period is not above 0");
        if (dates.Any(d => d.Parts.Contains(DatePart.Year))) throw PipelineReader.Damaged("a year does not recur");
        return new FittedCyclic([.. dates], [.. numbers], period, keep);
    }
}
