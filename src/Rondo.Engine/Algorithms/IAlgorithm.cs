using Rondo.Engine.Catalog;

namespace Rondo.Engine.Algorithms;

/// <summary>The kind of matrix that an algorithm wants its features in.</summary>
public enum MatrixKind
{
    /// <summary>Missing values as NaN, categories as codes, numbers as they are.</summary>
    Native,
    /// <summary>No value missing, categories as codes (each a 0/1 indicator to the model), numbers standardised.</summary>
    Imputed,
}

/// <summary>An algorithm is its hyperparameters; fitting returns a separate immutable model.</summary>
[PartKind("algorithm")]
public interface IAlgorithm
{
    MatrixKind Matrix { get; }

    /// <summary>Whether it can learn this task.</summary>
    bool Learns(TaskKind task);

    /// <summary>This algorithm with the defaults that suit so many rows; what a user gives goes before them.</summary>
    IAlgorithm DefaultsFor(int rows) => this;

    /// <summary>Bit-equal for equal set, seed and warm start, whatever the threads.</summary>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    IModel Fit(TrainingSet data, FitContext context);

    /// <summary>The algorithm with which to refit on all rows after folds gave these models: early stopping turns into a fixed number of rounds.</summary>
    IAlgorithm ForRefit(IReadOnlyList<IModel> foldModels) => this;
}
