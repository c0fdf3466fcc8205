using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>What a transform may know besides the table that it is fitted on.</summary>
public sealed record TransformContext(Target Target)
{
    public double[]? Weights { get; init; }

    public ulong Seed { get; init; } = 42;

    public CancellationToken Cancellation { get; init; }
}

/// <summary>A step between raw columns and features: its settings; fitting returns a separate immutable step.</summary>
[PartKind("transform")]
public interface ITransform
{
    /// <summary>Learns from training rows only.</summary>
    IFittedTransform Fit(Table table, TransformContext context);

    /// <summary>Fits and gives the training rows transformed; differs from Fit and Apply only where the target is used (out of fold).</summary>
    (IFittedTransform Fitted, Table Transformed) FitApply(Table table, TransformContext context)
    {
        var fitted = Fit(table, context);
        return (fitted, fitted.Apply(table));
    }
}

/// <summary>A fitted step: the same rows in the same order, with columns changed, added or removed.</summary>
public interface IFittedTransform : IFitted
{
    Table Apply(Table table);
}
