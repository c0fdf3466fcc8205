using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Transforms.Selection;

/// <summary>A column's place in an elimination.</summary>
/// <param name="Rank">1 when it is kept; the higher, the earlier it went.</param>
public sealed record ColumnRank(string Name, int Rank);

/// <summary>
/// Keeps the columns that last in recursive feature elimination (Guyon et al. 2002), as scikit-learn's RFE and RFECV: an estimator is fitted
/// again and again, and what it makes least of goes. An estimator that needs filled and standardised columns sees them so, within this step only.
/// </summary>
[Part("select_rfe", "Keeps the columns that last when a model drops the least important ones time after time.")]
public sealed record SelectRfe : ITransform
{
    private const int RoundsAtMost = 100;

    static readonly PartCatalog _parts = new(typeof(SelectRfe).Assembly);

    [Param("Columns to choose from; by default all but dates and timestamps.")]
    public string[]? Columns { get; init; }

    [Param("How many columns to keep; 0 when cross-validation shall say.", Min = 0, Max = 1_000_000)]
    public int Keep { get; init; }

    [Param("Columns dropped at a time: a number from 1 on, a share of all below 1; 0 for one at a time up to a hundred columns and more above.", Min = 0, Max = 1e6)]
    public double Step { get; init; }

    [Param("The algorithm that ranks: auto (ridge for numbers, logistic_regression for classes) or any that knows importances, such as gradient_boosting.")]
    public string Estimator { get; init; } = "auto";

    [Param("Folds of the cross-validation over the number of columns.", Min = 2, Max = 20)]
    public int Cv { get; init; } = 5;

    public IFittedTransform Fit(Table table, TransformContext context)
    {
        var ranks = Rank(table, context);
        return JudgedColumns.Keep(ranks.Select(r => r.Name), ranks.Where(r => r.Rank == 1).Select(r => r.Name));
    }

    /// <summary>Every column's rank, in the order of the table.</summary>
    public ImmutableArray<ColumnRank> Rank(Table table, TransformContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        if (context.Target.Task == TaskKind.Clustering) throw JudgedColumns.NeedsTarget(this);
        var algorithm = Algorithm(context.Target.Task, table.RowCount);
        var names = JudgedColumns.Choose(table, this, Columns);
        if (names.Length < 2 || Keep >= names.Length) return [.. names.Select(name => new ColumnRank(name, 1))];
        var set = new TrainingSet(JudgedColumns.Matrix(table, names, algorithm.Matrix, context), context.Target) { Weights = context.Weights };
        var elimination = new FeatureElimination(algorithm, StepOf(names.Length), context);
        var ranks = elimination.Rank(set, Keep > 0 ? Keep : elimination.BestCount(set, Cv));
        return [.. names.Select((name, j) => new ColumnRank(name, ranks[j]))];
    }

    IAlgorithm Algorithm(TaskKind task, int rows)
    {
        if (Estimator == "auto") return task == TaskKind.Regression ? new RidgeRegression() : new LogisticRegression();
        var algorithm = _parts.Create<IAlgorithm>(Estimator).DefaultsFor(rows);
        return algorithm.Learns(task) ? algorithm
            : throw new RondoException("bad_parameter", $"'select_rfe.estimator' is {Estimator}, which does not learn {PartCatalog.SnakeCase(task.ToString())} tasks.", "Take `auto`.");
    }

    int StepOf(int columns) => (int)Math.Max(1, Step == 0 ? Math.Ceiling((double)columns / RoundsAtMost) : Step < 1 ? Step * columns : Step);
}
