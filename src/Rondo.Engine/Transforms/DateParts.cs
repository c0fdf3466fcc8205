using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>Puts in the place of a date or time its parts as whole numbers: those that vary in the training rows. Times of timestamp_utc are in UTC.</summary>
[Part("date_parts", "Turns dates and times into year, month, day, weekday, hour and minute, as far as they vary.")]
public sealed record DateParts : ITransform
{
    [Param("Columns to take apart; by default all dates and timestamps.")]
    public string[]? Columns { get; init; }

    [Param("The parts to look at: year, quarter, month, week, day, day_of_year, weekday (Monday is 1), hour, minute, second.")]
    public DatePart[] Parts { get; init; } = [DatePart.Year, DatePart.Month, DatePart.Day, DatePart.Weekday, DatePart.Hour, DatePart.Minute];

    [Param("Whether the date itself stays beside its parts.")]
    public bool Keep { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        var chosen = ColumnChoice.Resolve(table, this, Columns, type => type.IsTemporal, type => type.IsTemporal, "dates and timestamps");
        var columns = ImmutableArray.CreateBuilder<DateColumn>(chosen.Length);
        foreach (var index in chosen)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            columns.Add(DateColumn.Of(table, index, Parts));
        }
        ColumnChoice.RefuseTaken(this, table.Schema.Fields.Select(f => f.Name).Where(name => Keep || columns.All(c => c.Name != name)),
            columns.SelectMany(c => c.Parts.Select(p => FittedDateParts.NameOf(c, p))));
        return new FittedDateParts(columns.DrainToImmutable(), Keep);
    }
}

[Fitted("date_parts")]
sealed class FittedDateParts(ImmutableArray<DateColumn> columns, bool keep) : IFittedTransform, IReadable<FittedDateParts>
{
    public static string NameOf(DateColumn column, DatePart part) => $"{column.Name}_{DateColumn.WordOf(part)}";

    public Table Apply(Table table) => Replace(table, date => date.Values(table));

    public Table Bind(Table row, RowSteps steps) => Replace(row, date => date.Bind(row, steps));

    Table Replace(Table table, Func<DateColumn, Column[]> values)
    {
        // Most models have no dates, and a row that is scored alone should not pay for them.
        if (columns.IsEmpty) return table;
        var byName = columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (var name in byName.Keys) ColumnChoice.PositionOf(table, name);
        return Table.Of(table.Schema.Fields.SelectMany((field, i) =>
            byName.TryGetValue(field.Name, out var date) ? Named(date, table.Columns[i], values(date)) : [(field.Name, table.Columns[i])]));
    }

    IEnumerable<(string, Column)> Named(DateColumn date, Column itself, Column[] values)
    {
        if (keep) yield return (date.Name, itself);
        for (var i = 0; i < values.Length; i++) yield return (NameOf(date, date.Parts[i]), values[i]);
    }

    public LoweredTable Lower(LoweredTable table) => columns.Aggregate(table, (current, date) =>
    {
        var itself = current[date.Name];
        var parts = date.Lower(itself.Value).Select((value, i) => new LoweredColumn(NameOf(date, date.Parts[i]), ColumnType.Int64, value));
        return current.Replace(date.Name, keep ? [itself, .. parts] : parts);
    });

    public void Write(PipelineWriter writer)
    {
        writer.Bool(keep);
        writer.Int(columns.Length);
        foreach (var column in columns) column.Write(writer);
    }

    public static FittedDateParts Read(PipelineReader reader, int version)
    {
        var keep = reader.Bool();
        var columns = new DateColumn[reader.Length(DateColumn.LeastBytes)];
        for (var i = 0; i < columns.Length; i++) columns[i] = DateColumn.Read(reader);
        return new FittedDateParts([.. columns], keep);
    }
}
