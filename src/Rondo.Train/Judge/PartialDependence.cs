using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Explanations;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Train.Judge;

/// <summary>What is predicted on average when a column is set to each value of a grid and all else stays.</summary>
/// <param name="Grid">The values, of the column's own type.</param>
/// <param name="Outputs">'prediction', the positive class, or each class.</param>
/// <param name="Mean">Shape: Grid x Outputs.</param>
public sealed record DependenceCurve(string Column, Column Grid, ImmutableArray<string> Outputs, double[] Mean)
{
    /// <summary>Curves of single rows (Goldstein et al. 2015); empty when not asked for. Shape of each: Grid x Outputs.</summary>
    public IReadOnlyList<double[]> Individual { get; init; } = [];
}

/// <summary>Partial dependence of the prediction on a raw column of any pipeline (Friedman 2001), by brute force.</summary>
public static class PartialDependence
{
    /// <param name="grid">Values to set; by default distinct values at evenly spaced ranks, or the most frequent texts.</param>
    /// <param name="points">The most values of the default grid.</param>
    /// <param name="rowsAtMost">Rows to average over, drawn by the seed.</param>
    /// <param name="individual">Of these rows, how many get a curve of their own.</param>
    /// <exception cref="RondoException">The pipeline has no such column, or the column has no value.</exception>
    public static DependenceCurve Compute(
        FittedPipeline pipeline, Table table, string column, Column? grid = null, int points = 30, int rowsAtMost = 1000, int individual = 0,
        ulong seed = 42, int threads = 1, CancellationToken cancellation = default)
    {
        if (!pipeline.Input.Contains(column))
            throw new RondoException([new Mistake("unknown_column", $"The model has no column '{column}'.") { Field = column, Hint = Spelling.DidYouMean(column, pipeline.Input.Fields.Select(f => f.Name)) }]);
        var rows = Sample(pipeline.Conform(table), rowsAtMost, seed);
        grid ??= GridOf(pipeline.Conform(table)[column], points);
        if (grid.Length == 0 || rows.RowCount == 0)
            throw new RondoException([new Mistake("no_values", $"Column '{column}' has no value to set.") { Field = column }]);
        var (first, outputs) = Explainer.Explained(pipeline);
        var mean = new double[grid.Length * outputs.Length];
        double[][] curves = [.. Enumerable.Range(0, Math.Min(individual, rows.RowCount)).Select(_ => new double[mean.Length])];
        var values = new double[rows.RowCount];
        for (var point = 0; point < grid.Length; point++)
        {
            var predictions = pipeline.Predict(rows.With(column, grid.Take(Enumerable.Repeat(point, rows.RowCount).ToArray())), threads, cancellation);
            for (var k = 0; k < outputs.Length; k++)
            {
                for (var row = 0; row < values.Length; row++) values[row] = predictions.Row(row)[first + k];
                mean[point * outputs.Length + k] = Reductions.Mean(values);
                for (var row = 0; row < curves.Length; row++) curves[row][point * outputs.Length + k] = values[row];
            }
        }
        return new DependenceCurve(column, grid, [.. outputs], mean) { Individual = curves };
    }

    static Table Sample(Table table, int rowsAtMost, ulong seed) => table.RowCount <= rowsAtMost ? table
        : table.Take(new CounterRandom(seed, "partial_dependence").Sample(table.RowCount, rowsAtMost));

    static Column GridOf(Column column, int points) => column switch
    {
        TextColumn text => TextColumn.From([.. MostFrequent(text, points)]),
        DoubleColumn numbers => new DoubleColumn([.. AtRanks([.. numbers.Values.Where(double.IsFinite).Order()], points)]),
        _ => new IntegerColumn(column.Type, [.. AtRanks([.. ((IntegerColumn)column).Values.Where((_, row) => !column.IsMissing(row)).Order()], points)]),
    };

    static IEnumerable<T> AtRanks<T>(T[] sorted, int points)
    {
        var distinct = sorted.Distinct().Take(points + 1).ToArray();
        if (distinct.Length <= points) return distinct;
        return Enumerable.Range(0, points).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / Math.Max(1, points - 1))]).Distinct();
    }

    static IEnumerable<string> MostFrequent(TextColumn text, int points)
    {
        var counts = new int[text.Dictionary.Length];
        foreach (var code in text.Codes)
            if (code >= 0) counts[code]++;
        return Enumerable.Range(0, counts.Length).Where(code => counts[code] > 0)
            .OrderByDescending(code => counts[code]).ThenBy(code => text.Dictionary[code], StringComparer.Ordinal).Take(points).Select(code => text.Dictionary[code]);
    }
}
