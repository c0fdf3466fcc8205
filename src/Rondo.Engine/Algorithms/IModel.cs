using System.Reflection;
using Rondo.Engine.Export;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms;

/// <summary>A fitted, immutable, thread-safe model.</summary>
public interface IModel : IFitted
{
    /// <summary>Features expected in a row.</summary>
    int Inputs { get; }

    /// <summary>1 for regression, else a probability for each class, which add up to 1.</summary>
    int Outputs { get; }

    /// <summary>Predicts one row. Shapes: Inputs in, Outputs out. Allocates nothing.</summary>
    void Predict(ReadOnlySpan<float> row, Span<double> output);

    /// <summary>Predicts many rows, bit-equal to the one-row form. Shape of output: rows x Outputs, row by row.</summary>
    void Predict(FeatureMatrix rows, Span<double> output, int threads = 1);

    /// <summary>The same on a graph of operations, for export: a value for each feature in, one of width Outputs out.</summary>
    /// <exception cref="Errors.RondoException">It cannot be exported; says why.</exception>
    Value Lower(IReadOnlyList<Value> features) => throw CannotExport.Because(GetType().GetCustomAttribute<FittedAttribute>()?.Name ?? GetType().Name, "it does not say how");
}
