using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms.Selection;

/// <summary>
/// Of every two numeric columns whose correlation (Pearson) is beyond a threshold drops the one that tells less of the target: columns are
/// taken in the order of their correlation with the target, and one is dropped when it repeats one that was kept. For several classes that is
/// the correlation ratio. A pair counts the rows where both have a value; a constant column correlates with none; text stays.
/// </summary>
[Part("select_correlation", "Drops numbers that repeat another number.")]
public sealed record SelectCorrelation : ITransform
{
    private const int ColumnsAtATime = 16;

    [Param("Columns to choose from; by default all numbers and booleans.")]
    public string[]? Columns { get; init; }

    [Param("The absolute correlation beyond which one of two columns goes.", Min = 0, Max = 1)]
    public double Threshold { get; init; } = 0.95;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        string[] names = [.. ColumnChoice.Resolve(table, this, Columns, type => type.IsNumeric, type => type.IsNumeric, "numbers and booleans").Select(i => table.Schema.Fields[i].Name)];
        var columns = new CentredColumn[names.Length];
        WorkBlocks.Run(names.Length, ColumnsAtATime, context.Threads, (_, start, end) =>
        {
            for (var j = start; j < end; j++) columns[j] = CentredColumn.Of(JudgedColumns.NumbersOf(table, names[j]));
        }, context.Cancellation);
        var kept = new List<int>();
        foreach (var j in Order(columns, context))
            if (!Repeats(columns[j], kept, columns, context)) kept.Add(j);
        return JudgedColumns.Keep(names, kept.Select(j => names[j]));
    }

    // The most telling first; of equals the first in the table.
    static int[] Order(CentredColumn[] columns, TransformContext context)
    {
        int[] order = [.. Enumerable.Range(0, columns.Length)];
        if (context.Target.Task == TaskKind.Clustering) return order;
        var strengths = new double[columns.Length];
        WorkBlocks.Run(columns.Length, ColumnsAtATime, context.Threads, (_, start, end) =>
        {
            for (var j = start; j < end; j++) strengths[j] = columns[j].CorrelationRatio(context.Target);
        }, context.Cancellation);
        return [.. order.OrderByDescending(j => strengths[j])];
    }

    bool Repeats(CentredColumn column, List<int> kept, CentredColumn[] columns, TransformContext context)
    {
        var repeats = new bool[WorkBlocks.Count(kept.Count, ColumnsAtATime)];
        WorkBlocks.Run(kept.Count, ColumnsAtATime, context.Threads, (block, start, end) =>
        {
            for (var i = start; i < end && !repeats[block]; i++) repeats[block] = Math.Abs(column.Correlation(columns[kept[i]])) > Threshold;
        }, context.Cancellation);
        return repeats.Contains(true);
    }
}
