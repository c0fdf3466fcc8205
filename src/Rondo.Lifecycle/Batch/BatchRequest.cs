namespace Rondo.Lifecycle.Batch;

/// <summary>What is to be scored, and where the result goes.</summary>
/// <param name="Data">A file, glob or address.</param>
/// <param name="Output">A file or address; its ending or scheme tells the sink.</param>
public sealed record BatchRequest(string Data, string Output)
{
    /// <summary>The probability with which the truth lies within the interval that is written; null: none is.</summary>
    public double? Interval { get; init; }

    /// <summary>Whether values that break the schema of the training data stop the job.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Whether an earlier start of the same job is forgotten.</summary>
    public bool IsAnew { get; init; }

    /// <summary>Hosts in the private network that a webhook may go to.</summary>
    public IReadOnlyList<string> WebhookHosts { get; init; } = [];

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Takes remarks about what is going on.</summary>
    public Action<string> Say { get; init; } = _ => { };
}
