using System.Reflection;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Export;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>What a transform may know besides the table that it is fitted on.</summary>
public sealed record TransformContext(Target Target)
{
    public double[]? Weights { get; init; }

    public ulong Seed { get; init; } = 42;

    /// <summary>May change the time that a fit takes, never what it gives.</summary>
    public int Threads { get; init; } = 1;

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

    /// <summary>The same for a row whose cells change: gives the cells after this step, which are filled each time that the steps run.</summary>
    /// <param name="row">The cells before this step, with an example in them.</param>
    Table Bind(Table row, RowSteps steps) => steps.AddApplied(this, row);

    /// <summary>The same on a graph of operations, for export.</summary>
    /// <exception cref="Errors.RondoException">It cannot be exported; says why.</exception>
    LoweredTable Lower(LoweredTable table) => throw CannotExport.Because(GetType().GetCustomAttribute<FittedAttribute>()?.Name ?? GetType().Name, "it does not say how");
}

/// <summary>A fitted step whose values can be turned back.</summary>
public interface IInvertibleTransform : IFittedTransform
{
    /// <summary>Undoes <see cref="IFittedTransform.Apply"/> up to rounding. Columns that the step did not make or change stay.</summary>
    Table Invert(Table table);
}
