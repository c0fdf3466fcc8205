using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

public enum ImputeStrategy
{
    /// <summary>The median of numbers, the most frequent text or boolean.</summary>
    Auto,
    Mean,
    Median,
    /// <summary>The most frequent value; of equally frequent ones the smallest.</summary>
    Mode,
    Constant,
}

/// <summary>
/// Fills missing values by what the training rows say. Text and booleans have no mean or median: unless they are named, they get their
/// most frequent value. An int64 column stays int64 when its fill is a whole number and becomes double otherwise. Columns that miss nothing
/// in training get a fill too, for later rows may miss something. A column without any value gets 0, false or the category `missing`.
/// </summary>
[Part("impute", "Fills missing values and marks in a column of its own where they were.")]
public sealed record Impute : ITransform
{
    [Param("Columns to fill; by default all but dates and timestamps.")]
    public string[]? Columns { get; init; }

    [Param("How to fill: auto (the median of numbers, else the most frequent value), mean, median, mode or constant.")]
    public ImputeStrategy Strategy { get; init; }

    [Param("The value of strategy constant: a number, text or boolean, as the columns are; by default 0, false or `missing`.")]
    public object? Fill { get; init; }

    [Param("Whether a boolean column <name>_missing marks the rows that were filled, for columns with missing values in training.")]
    public bool Indicator { get; init; } = true;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        if (Fill is not null && Strategy != ImputeStrategy.Constant)
            throw new RondoException("bad_parameter", $"'impute.fill' is {Shown(Fill)}, but the strategy is {PartCatalog.SnakeCase(Strategy.ToString())}.", "Write `strategy: constant`, or leave `fill` out.");
        var onlyNumbers = Strategy is ImputeStrategy.Mean or ImputeStrategy.Median;
        var chosen = ColumnChoice.Resolve(table, this, Columns,
            type => !type.IsTemporal && (!onlyNumbers || type is ColumnType.Double or ColumnType.Int64), type => !type.IsTemporal,
            onlyNumbers ? $"numbers with strategy {PartCatalog.SnakeCase(Strategy.ToString())}" : "numbers, booleans and text");
        var fills = new List<ColumnFill>();
        var mistakes = new List<Mistake>();
        foreach (var index in chosen)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var (name, column) = (table.Schema.Fields[index].Name, table.Columns[index]);
            var misses = column.CountMissing() > 0;
            var constant = AsOf(column.Type);
            if (Fill is not null && constant is null)
            {
                // Without named columns a fill of one type is meant for the columns of that type.
                if (misses || Columns is not null)
                    mistakes.Add(new Mistake("bad_fill", $"'impute.fill' is {Shown(Fill)}, which does not fit column '{name}' ({column.Type.Word}).") { Field = name, Hint = "Name the columns that it is for in `columns`." });
                continue;
            }
            fills.Add(FillOf(name, column, constant) with { Indicates = Indicator && misses });
        }
        if (mistakes.Count > 0) throw new RondoException(mistakes);
        ColumnChoice.RefuseTaken(this, table.Schema.Fields.Select(f => f.Name), fills.Where(f => f.Indicates).Select(f => f.IndicatorName));
        return new FittedImpute([.. fills]);
    }

    ColumnFill FillOf(string name, Column column, object? constant)
    {
        if (Strategy == ImputeStrategy.Constant) return ColumnFill.Constant(name, column.Type, constant);
        if (column.CountMissing() == column.Length) return ColumnFill.Constant(name, column.Type, null);
        var fill = Strategy switch
        {
            ImputeStrategy.Mode => ColumnFill.Mode(name, column),
            _ when column.Type is ColumnType.Text or ColumnType.Boolean => ColumnFill.Mode(name, column),
            ImputeStrategy.Mean => ColumnFill.Mean(name, column),
            _ => ColumnFill.Median(name, column),
        };
        return double.IsFinite(fill.Number) ? fill : throw new RondoException(
            new Mistake("not_finite", $"Column '{name}' has infinite or too large values, so that no finite fill can be computed.") { Field = name, Hint = "Clip or drop them, or give a constant." });
    }

    // The fill as a value of this type, or null when it is none. Text that spells a number or a boolean is one where it is needed.
    object? AsOf(ColumnType type) => (type, Fill) switch
    {
        (ColumnType.Text, string) or (ColumnType.Boolean, bool) => Fill,
        (ColumnType.Boolean, "true" or "false") => Fill is "true",
        (ColumnType.Double or ColumnType.Int64, int or long) => Fill,
        (ColumnType.Double or ColumnType.Int64, double number) => double.IsFinite(number) ? number : null,
        (ColumnType.Double or ColumnType.Int64, string text) => NumberOf(text),
        _ => null,
    };

    static object? NumberOf(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    static string Shown(object value) =>
        value is string text ? $"the text '{text}'" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

[Fitted("impute")]
sealed class FittedImpute(ImmutableArray<ColumnFill> fills) : IFittedTransform, IReadable<FittedImpute>
{
    public Table Apply(Table table)
    {
        var columns = table.Schema.Fields.Select((f, i) => (f.Name, Column: table.Columns[i])).ToList();
        foreach (var fill in fills)
        {
            var index = ColumnChoice.PositionOf(table, fill.Name);
            columns[index] = (fill.Name, fill.Apply(table.Columns[index]));
            if (fill.Indicates) columns.Add((fill.IndicatorName, WhereMissing(table.Columns[index])));
        }
        return Table.Of(columns);
    }

    public Table Bind(Table row, RowSteps steps)
    {
        var columns = row.Schema.Fields.Select((f, i) => (f.Name, Column: row.Columns[i])).ToList();
        foreach (var fill in fills)
        {
            var index = ColumnChoice.PositionOf(row, fill.Name);
            var from = row.Columns[index];
            columns[index] = (fill.Name, fill.Bind(from, steps));
            if (!fill.Indicates) continue;
            var mark = new IntegerColumn(ColumnType.Boolean, [0], [false]);
            columns.Add((fill.IndicatorName, mark));
            steps.Add(() => Cell.Set(mark, from.IsMissing(0) ? 1 : 0));
        }
        return Table.Of(columns);
    }

    public LoweredTable Lower(LoweredTable table)
    {
        foreach (var fill in fills)
        {
            var raw = table[fill.Name].Value;
            table = table.With(fill.Name, fill.Type, fill.Lower(raw));
            if (fill.Indicates) table = table.With(fill.IndicatorName, ColumnType.Boolean, raw.IsMissing());
        }
        return table;
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int(fills.Length);
        foreach (var fill in fills) fill.Write(writer);
    }

    public static FittedImpute Read(PipelineReader reader, int version)
    {
        var fills = new ColumnFill[reader.Length(ColumnFill.LeastBytes)];
        for (var i = 0; i < fills.Length; i++) fills[i] = ColumnFill.Read(reader);
        return new FittedImpute([.. fills]);
    }

    /// <summary>A boolean for each row: whether its value is missing.</summary>
    public static IntegerColumn WhereMissing(Column column)
    {
        var marks = new long[column.Length];
        for (var row = 0; row < marks.Length; row++) marks[row] = column.IsMissing(row) ? 1 : 0;
        return new IntegerColumn(ColumnType.Boolean, marks);
    }
}
