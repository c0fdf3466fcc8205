namespace Rondo.Retrain.Triggers;

/// <summary>What is known when somebody looks whether a model is to be trained anew.</summary>
/// <param name="Now">The time of the look.</param>
/// <param name="Since">From when on causes count: when the version in use began.</param>
public sealed record TriggerFacts(DateTimeOffset Now, DateTimeOffset Since)
{
    /// <summary>Those since then; more do no harm.</summary>
    public IReadOnlyList<FiredAlert> Alerts { get; init; } = [];

    /// <summary>How many rows there are now; null when nobody counted.</summary>
    public long? Rows { get; init; }

    /// <summary>How many there were at the last training that ended.</summary>
    public long KnownRows { get; init; }

    /// <summary>The keys of causes that were answered, in whatever way.</summary>
    public IReadOnlySet<string> Answered { get; init; } = new HashSet<string>();

    /// <summary>The retrain that waits or runs; null when there is none.</summary>
    public string? Running { get; init; }

    /// <summary>How many retrains failed one after the other, and when the last of them did.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? LastFailure { get; init; }
}

/// <summary>What a look found.</summary>
/// <param name="Start">What is to be answered by a retrain now; null when nothing is.</param>
/// <param name="Skipped">What that retrain, or the one that runs, answers as well.</param>
/// <param name="Why">Why they are skipped.</param>
/// <param name="Waiting">What is due, and waits.</param>
/// <param name="WaitsFor">What it waits for.</param>
public sealed record TriggerFindings(RetrainCause? Start, IReadOnlyList<RetrainCause> Skipped, string? Why, IReadOnlyList<RetrainCause> Waiting, string? WaitsFor);
