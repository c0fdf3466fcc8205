using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Runs;

/// <summary>The rows of a run, split; nothing in here has been fitted.</summary>
/// <param name="Features">The raw columns that recipes start from, of all rows that have a target.</param>
/// <param name="Target">The target of the same rows.</param>
/// <param name="Train">Rows to learn from: in time order when there is one, else in the source's.</param>
/// <param name="Test">Rows that nothing is fitted or chosen on.</param>
public sealed record PreparedData(Table Features, Target Target, int[] Train, int[] Test)
{
    public required IReadOnlyList<DroppedRows> Dropped { get; init; }

    /// <summary>Rows with one number stay together in folds; null when rows stand alone.</summary>
    public int[]? Groups { get; init; }

    /// <summary>Whether the training rows are in time order.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>When each row was; null without a time column.</summary>
    public TrainingTimes? Times { get; init; }

    /// <summary>What a person should look at in the training rows.</summary>
    public IReadOnlyList<SpecAlert> Alerts { get; init; } = [];

    /// <summary>What was tested for leaks; null before that, and when nobody asked.</summary>
    public LeakageReport? Leakage { get; init; }

    /// <summary>All columns of the source, for what is judged by columns that are no features.</summary>
    public required Table Source { get; init; }

    public TrainingRows TrainRows() => new(Features.Take(Train), TrainData(), Times?.Take(Train));

    public Table TestTable() => Features.Take(Test);

    RecipeData TrainData() => new(Target.Take(Train))
    {
        Groups = Groups is null ? null : [.. Train.Select(r => Groups[r])],
        IsOrdered = IsOrdered,
    };

    public Target TestTarget() => Target.Take(Test);
}
