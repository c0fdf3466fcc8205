namespace Rondo.Engine.Algorithms;

/// <summary>A step of a fit: rounds or iterations done, of how many at most, and the loss if one is known.</summary>
public readonly record struct FitProgress(int Done, int Total, double? TrainingLoss = null, double? ValidationLoss = null);

/// <summary>The circumstances of a fit. None of them but seed and warm start may change the model.</summary>
public sealed record FitContext
{
    public ulong Seed { get; init; } = 42;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes that the fit may hold at a time; 0 means no bound.</summary>
    public long MemoryBudgetBytes { get; init; }

    public IProgress<FitProgress>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>A model of the same algorithm and features to go on from.</summary>
    public IModel? WarmStart { get; init; }

    /// <summary>
    /// Takes the model as it is after each epoch, by algorithms that train in epochs. A fit that starts from it, with the same set, settings
    /// and seed, continues as if it had never stopped. Null costs nothing.
    /// </summary>
    public Action<IModel>? Checkpoint { get; init; }
}
