using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Recipes;

/// <summary>The ordered steps from raw columns to a model. Cross-validation refits all of them in each fold, so nothing leaks.</summary>
public sealed record Recipe(ImmutableArray<ITransform> Transforms, IAlgorithm Algorithm)
{
    /// <summary>The algorithm after these transforms; without any, after those that its matrix needs: parts of dates, and for linear models and networks no gaps and one scale.</summary>
    public static Recipe Of(IAlgorithm algorithm, params ImmutableArray<ITransform> transforms) => new(transforms.IsEmpty ? Usual(algorithm.Matrix) : transforms, algorithm);

    /// <summary>Fits every step on these rows, and keeps their usual row for explanations.</summary>
    public FittedPipeline Fit(Table features, Target target, FitContext? context = null) =>
        Fit(features, new RecipeData(target), context ?? new FitContext()) with { Reference = ReferenceRow.Of(features) };

    static ImmutableArray<ITransform> Usual(MatrixKind matrix) => matrix == MatrixKind.Imputed ? [new DateParts(), new Impute(), new Standard()] : [new DateParts()];

    /// <summary>Fits every step on these rows.</summary>
    /// <param name="table">Raw feature columns, without the target.</param>
    /// <param name="data">Target, weights and groups of the same rows.</param>
    public FittedPipeline Fit(Table table, RecipeData data, FitContext context)
    {
        if (table.Columns.Length == 0) throw NoColumns("There is no column to learn from.");
        if (table.RowCount != data.Target.Rows)
            throw new ArgumentException($"{table.RowCount} rows do not fit {data.Target.Rows} targets.", nameof(data));
        var transformContext = new TransformContext(data.Target) { Weights = data.Weights, Seed = context.Seed, Threads = context.Threads, Cancellation = context.Cancellation };
        var fitted = ImmutableArray.CreateBuilder<IFittedTransform>(Transforms.Length);
        var current = table;
        foreach (var transform in Transforms)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            (var step, current) = transform.FitApply(current, transformContext);
            fitted.Add(step);
        }
        if (current.Columns.Length == 0) throw NoColumns("The transforms leave no column to learn from.");
        var encoder = MatrixEncoder.Fit(current);
        var set = new TrainingSet(encoder.Apply(current), data.Target)
        {
            Weights = data.Weights,
            Groups = data.Groups,
            IsOrdered = data.IsOrdered,
        };
        var model = Algorithm.Fit(set, context);
        return new FittedPipeline
        {
            Input = table.Schema,
            Task = data.Target.Task,
            Classes = data.Target.Task == TaskKind.Clustering ? Clusters(model.Outputs) : data.Target.Classes,
            Branches = [new FittedBranch(fitted.DrainToImmutable(), encoder, model)],
        };
    }

    static RondoException NoColumns(string found) => new("no_features", found, "Drop fewer columns.");

    static ImmutableArray<string> Clusters(int count) => [.. Enumerable.Range(0, count).Select(k => k.ToString(CultureInfo.InvariantCulture))];
}

/// <summary>What belongs to the rows of a table and is no feature.</summary>
public sealed record RecipeData(Target Target)
{
    public double[]? Weights { get; init; }

    public int[]? Groups { get; init; }

    /// <summary>Whether the rows are in time order.</summary>
    public bool IsOrdered { get; init; }

    public RecipeData Take(int[] rows) => new(Target.Take(rows))
    {
        Weights = Weights is null ? null : [.. rows.Select(r => Weights[r])],
        Groups = Groups is null ? null : [.. rows.Select(r => Groups[r])],
        IsOrdered = IsOrdered,
    };
}
