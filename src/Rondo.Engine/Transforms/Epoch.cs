using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>Puts in the place of a date or time the seconds since 1970-01-01 00:00, for trends that go on.</summary>
[Part("epoch", "Turns dates and times into seconds since 1970.")]
public sealed record Epoch : ITransform
{
    [Param("Columns to turn; by default all dates and timestamps.")]
    public string[]? Columns { get; init; }

    [Param("Whether the date itself stays beside its seconds.")]
    public bool Keep { get; init; }

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        string[] names = [.. ColumnChoice.Resolve(table, this, Columns, type => type.IsTemporal, type => type.IsTemporal, "dates and timestamps").Select(i => table.Schema.Fields[i].Name)];
        ColumnChoice.RefuseTaken(this, table.Schema.Fields.Select(f => f.Name).Where(name => Keep || !names.Contains(name)), names.Select(FittedEpoch.NameOf));
        return new FittedEpoch(names, Keep);
    }
}

[Fitted("epoch")]
sealed class FittedEpoch(string[] columns, bool keep) : IFittedTransform, IReadable<FittedEpoch>
{
    public static string NameOf(string column) => $"{column}_epoch";

    public Table Apply(Table table)
    {
        var chosen = columns.ToHashSet(StringComparer.Ordinal);
        foreach (var name in columns) ColumnChoice.PositionOf(table, name);
        return Table.Of(table.Schema.Fields.SelectMany((field, i) => chosen.Contains(field.Name) ? Replaced(field.Name, table.Columns[i]) : [(field.Name, table.Columns[i])]));
    }

    IEnumerable<(string, Column)> Replaced(string name, Column column)
    {
        if (keep) yield return (name, column);
        yield return (NameOf(name), Seconds(name, column));
    }

    static DoubleColumn Seconds(string name, Column column)
    {
        if (column is not IntegerColumn { Type.IsTemporal: true } times)
            throw new ArgumentException($"Column '{name}' is {column.Type.Word}, which is not what it was in training.", nameof(column));
        var seconds = new double[times.Length];
        for (var row = 0; row < seconds.Length; row++)
        {
            seconds[row] = times.IsMissing(row) ? double.NaN
                : times.Type == ColumnType.Date ? times.Values[row] * 86_400.0 : times.Values[row] / (double)CivilCalendar.MicrosecondsPerSecond;
        }
        return new DoubleColumn(seconds);
    }

    public LoweredTable Lower(LoweredTable table) => columns.Aggregate(table, (current, name) =>
    {
        var itself = current[name];
        var seconds = new LoweredColumn(NameOf(name), ColumnType.Double, itself.Type == ColumnType.Date ? itself.Value * 86_400.0 : itself.Value / CivilCalendar.MicrosecondsPerSecond);
        return current.Replace(name, keep ? [itself, seconds] : [seconds]);
    });

    public void Write(PipelineWriter writer)
    {
        writer.Texts(columns);
        writer.Bool(keep);
    }

    public static FittedEpoch Read(PipelineReader reader, int version)
    {
        var columns = reader.Texts();
        return columns.Distinct(StringComparer.Ordinal).Count() == columns.Length ? new FittedEpoch(columns, reader.Bool()) : throw PipelineReader.Damaged("it turns a date twice");
    }
}
