using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Transforms.Selection;

/// <summary>
/// Keeps the columns to which a linear model with an L1 penalty gives a coefficient: the lasso for numbers, logistic regression for classes.
/// It looks at filled and standardised columns, text as one indicator for each category; the columns themselves stay as they are.
/// </summary>
[Part("select_l1", "Keeps the columns that a linear model with an L1 penalty uses.")]
public sealed record SelectL1 : ITransform
{
    // The solver stops short of exact zeros only by rounding.
    private const double Smallest = 1e-9;

    [Param("Columns to choose from; by default all but dates and timestamps.")]
    public string[]? Columns { get; init; }

    [Param("Strength of the penalty: a share of the smallest one that would drop every column.", Min = 1e-6, Max = 1, Log = true)]
    public double Alpha { get; init; } = 0.02;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        if (context.Target.Task == TaskKind.Clustering) throw JudgedColumns.NeedsTarget(this);
        var names = JudgedColumns.Choose(table, this, Columns);
        if (names.Length == 0) return JudgedColumns.Keep([], []);
        if (table.RowCount == 0) throw new RondoException("no_rows", "'select_l1' has no row to learn from.", "Check filters and split.");
        var matrix = JudgedColumns.Matrix(table, names, MatrixKind.Imputed, context);
        var set = new TrainingSet(matrix, context.Target) { Weights = context.Weights };
        var design = new LinearDesign(matrix, RowWeights.Of(set), context.Threads, context.Cancellation);
        var strengths = new SparseLinear(design, context.Target).Strengths(Alpha);
        var least = Alpha < 1 ? Smallest : strengths.Max();
        int[] kept = [.. Enumerable.Range(0, names.Length).Where(j => strengths[j] >= least)];
        if (kept.Length == 0) kept = [Array.IndexOf(strengths, strengths.Max())];
        return JudgedColumns.Keep(names, kept.Select(j => names[j]));
    }
}
