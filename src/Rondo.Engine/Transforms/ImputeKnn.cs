using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms;

public enum DonorWeights
{
    /// <summary>All neighbours count the same.</summary>
    Uniform,
    /// <summary>A neighbour counts by the inverse of its distance.</summary>
    Distance,
}

/// <summary>
/// Fills a missing number with the mean of the nearest training rows that have one (Troyanskaya et al. 2001). Distances are Euclidean over
/// the columns that both rows have, scaled up for those they have not; scale the columns first when their units differ. The model carries
/// the training rows that it compares with, at most <see cref="MaxRows"/>. A row that shares no column with any gets the column's mean;
/// a column without any value gets 0.
/// </summary>
[Part("impute_knn", "Fills missing numbers with the mean of the most similar training rows.")]
[NotExported(ImputeKnn.WhyNotExported)]
public sealed record ImputeKnn : ITransform
{
    internal const string WhyNotExported = "it compares each row with thousands of training rows, column by column";

    // 160 MB in the model: rows make way when there are very many columns.
    private const int MaxCells = 20_000_000;

    [Param("Columns to fill and to measure distances by; by default all int64 and double ones.")]
    public string[]? Columns { get; init; }

    [Param("How many neighbours a value is the mean of.", Min = 1, Max = 1000, TuneMin = 1, TuneMax = 50)]
    public int NNeighbors { get; init; } = 5;

    [Param("How neighbours count: uniform (all the same) or distance (by its inverse).")]
    public DonorWeights Weights { get; init; }

    [Param("Of more training rows than this, so many random ones are kept to compare with.", Min = 10, Max = 100_000)]
    public int MaxRows { get; init; } = 5000;

    [Param("Whether a boolean column <name>_missing marks the rows that were filled, for columns with missing values in training.")]
    public bool Indicator { get; init; } = true;

    public IFittedTransform Fit(Table table, TransformContext context) => FitDonors(table, context);

    public (IFittedTransform Fitted, Table Transformed) FitApply(Table table, TransformContext context)
    {
        var fitted = FitDonors(table, context);
        return (fitted, fitted.Apply(table, context.Threads, context.Cancellation));
    }

    FittedImputeKnn FitDonors(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var chosen = NumberMaps.Choose(table, this, Columns);
        var names = Array.ConvertAll(chosen, index => table.Schema.Fields[index].Name);
        var numbers = Array.ConvertAll(chosen, index => Numbers.Of(table.Columns[index]));
        RefuseInfinite(names, numbers);
        var rows = DonorRows(numbers, table.RowCount, context);
        var columns = new DonorColumn[chosen.Length];
        for (var j = 0; j < columns.Length; j++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            columns[j] = ColumnOf(names[j], numbers[j], rows);
        }
        ColumnChoice.RefuseTaken(this, table.Schema.Fields.Select(f => f.Name), columns.Where(c => c.Indicates).Select(c => c.IndicatorName));
        return new FittedImputeKnn(NNeighbors, Weights, [.. columns]);
    }

    static void RefuseInfinite(string[] names, double[][] numbers)
    {
        var mistakes = names.Where((_, j) => Array.Exists(numbers[j], double.IsInfinity)).SelectMany(name => NumberMaps.NotFinite(name, "distances").Mistakes).ToArray();
        if (mistakes.Length > 0) throw new RondoException(mistakes);
    }

    /// <summary>Rows with at least one value, in order; a random part of them when they are too many.</summary>
    int[] DonorRows(double[][] numbers, int rowCount, TransformContext context)
    {
        var hasValue = new bool[rowCount];
        foreach (var values in numbers)
            for (var row = 0; row < rowCount; row++) hasValue[row] |= !double.IsNaN(values[row]);
        int[] rows = [.. Enumerable.Range(0, rowCount).Where(row => hasValue[row])];
        var most = Math.Min(MaxRows, Math.Max(NNeighbors, MaxCells / Math.Max(1, numbers.Length)));
        return Array.ConvertAll(new CounterRandom(context.Seed, "impute_knn").Sample(rows.Length, most), i => rows[i]);
    }

    DonorColumn ColumnOf(string name, double[] values, int[] rows)
    {
        var present = Array.FindAll(values, value => !double.IsNaN(value));
        var mean = present.Length == 0 ? 0 : Moments.Mean(present);
        if (!double.IsFinite(mean)) throw NumberMaps.NotFinite(name, "mean");
        return new DonorColumn(name, mean, Indicator && present.Length < values.Length, Array.ConvertAll(rows, row => values[row]));
    }
}
