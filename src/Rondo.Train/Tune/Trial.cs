using System.Collections.Immutable;

namespace Rondo.Train.Tune;

/// <summary>A model and values for its parameters.</summary>
public sealed record Suggestion(string Model, IReadOnlyDictionary<string, object?> Parameters);

/// <summary>A trial to be run.</summary>
/// <param name="Number">Counted from 0 over the study.</param>
/// <param name="IsGiven">Whether it is a model's defaults or was asked for by the caller; such a trial is never pruned.</param>
public sealed record TrialRequest(int Number, string Model, IReadOnlyDictionary<string, object?> Parameters, bool IsGiven = false);

/// <summary>What an objective found.</summary>
/// <param name="Score">The trial's score; null where it is undefined, which counts as a failure.</param>
/// <param name="Payload">Anything to keep in memory beside the trial.</param>
/// <param name="Text">Anything to keep in the log beside the trial.</param>
public sealed record TrialOutcome(double? Score, object? Payload = null, string? Text = null);

public enum TrialState
{
    Completed,
    /// <summary>Ended early because others were better by then.</summary>
    Pruned,
    Failed,
}

/// <summary>A finished trial.</summary>
public sealed record Trial(int Number, string Model, IReadOnlyDictionary<string, object?> Parameters, TrialState State)
{
    /// <summary>Of completed trials only.</summary>
    public double? Score { get; init; }

    /// <summary>The score as it stood at each step, such as the mean over the folds so far.</summary>
    public ImmutableArray<double> Intermediate { get; init; } = [];

    public double Seconds { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Message { get; init; }

    /// <summary>What the objective left; null for a trial that was read from a log.</summary>
    public object? Payload { get; init; }

    /// <summary>What the objective left for the log.</summary>
    public string? Text { get; init; }
}

/// <summary>A trial that has just finished, and how the study stands.</summary>
/// <param name="Done">Trials finished so far, this one among them.</param>
/// <param name="Total">Trials planned.</param>
/// <param name="Best">The best completed trial so far.</param>
public sealed record TrialReport(Trial Trial, int Done, int Total, Trial? Best);
