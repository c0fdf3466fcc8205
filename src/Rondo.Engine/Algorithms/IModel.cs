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
}
