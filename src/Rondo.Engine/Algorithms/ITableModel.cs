using Rondo.Engine.Data;

namespace Rondo.Engine.Algorithms;

/// <summary>A model that takes raw columns as they are, texts and whole numbers too, instead of features as float32: one that was made elsewhere.</summary>
public interface ITableModel : IModel
{
    /// <summary>Bytes of memory that it takes beside what the runtime of .NET knows of.</summary>
    long NativeBytes { get; }

    int IModel.Inputs => 0;

    /// <summary>Predicts the rows of a table. Shape of output: rows x Outputs, row by row.</summary>
    /// <exception cref="Errors.RondoException">A value is none that the model was made for.</exception>
    void Predict(Table rows, Span<double> output, int threads = 1);

    void IModel.Predict(ReadOnlySpan<float> row, Span<double> output) => throw NeedsColumns();

    void IModel.Predict(FeatureMatrix rows, Span<double> output, int threads) => throw NeedsColumns();

    private static NotSupportedException NeedsColumns() => new("This model takes columns, not features.");
}
