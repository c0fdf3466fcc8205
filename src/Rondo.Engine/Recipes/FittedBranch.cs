using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Recipes;

/// <summary>One way from raw columns to a model's outputs.</summary>
public sealed record FittedBranch(ImmutableArray<IFittedTransform> Transforms, MatrixEncoder Encoder, IModel Model)
{
    /// <summary>Its share in the prediction.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The features as the model sees them. Shape: rows x Encoder.Features.</summary>
    public FeatureMatrix Matrix(Table conforming) => Encoder.Apply(Transformed(conforming));

    public void Predict(Table conforming, Span<double> outputs, int threads)
    {
        if (Model is ITableModel model) model.Predict(Transformed(conforming), outputs, threads);
        else Model.Predict(Matrix(conforming), outputs, threads);
    }

    Table Transformed(Table conforming)
    {
        var current = conforming;
        foreach (var transform in Transforms) current = transform.Apply(current);
        return current;
    }
}
