using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Runs;

/// <summary>The circumstances of a run; none of them but the seed may change its model.</summary>
public sealed record RunOptions
{
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Goes before the file's seed.</summary>
    public ulong? Seed { get; init; }

    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Takes the history of metrics: a name, a step, a value.</summary>
    public Action<string, long, double>? History { get; init; }

    /// <summary>Who registers the version; whoever runs the program when null.</summary>
    public Author? Author { get; init; }

    /// <summary>Whether a file without a schema gets one beside it, made from the data.</summary>
    public bool WritesSchema { get; init; } = true;

    /// <summary>What belongs to the transaction that registers the version.</summary>
    internal Action<StoreSession, ModelVersion>? Registering { get; init; }

    public CancellationToken Cancellation { get; init; }

    public void Say(string step, string message, double? share = null) => Progress?.Report(new RunProgress(step, message, share));

    public void Record(string metric, long step, double value) => History?.Invoke(metric, step, value);
}
