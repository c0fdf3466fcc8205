namespace Rondo.Client.Predictions;

/// <summary>What to say of each row besides its prediction, and how long to try.</summary>
public sealed record PredictOptions
{
    /// <summary>Whether to say what each column contributed.</summary>
    public bool Explain { get; init; }

    /// <summary>With what probability the truth lies in the interval to be said; null asks for none.</summary>
    public double? Interval { get; init; }

    /// <summary>Whom or what the request is about: who is in an experiment stays in one arm of it.</summary>
    public string? Unit { get; init; }

    /// <summary>As of when the rows are; now unless told.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>How often it is asked in all while the server is away or overloaded. All attempts have one request id.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The request's id in the server's log; a new one unless told.</summary>
    public string? RequestId { get; init; }
}
