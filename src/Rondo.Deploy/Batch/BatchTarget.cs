using Rondo.Engine.Data;

namespace Rondo.Deploy.Batch;

/// <summary>What a sink is given.</summary>
/// <param name="Address">A path or an address, secrets put in: for use only, never for messages.</param>
/// <param name="Shown">The same as the user wrote it, for messages and records.</param>
/// <param name="Job">What is written.</param>
/// <param name="Columns">Of every row, <c>prediction_id</c> included.</param>
public sealed record BatchTarget(string Address, string Shown, BatchJob Job, Schema Columns)
{
    /// <summary>Where a sink keeps files until the job is done.</summary>
    public required string StateFolder { get; init; }

    /// <summary>What was last noted of this place, for sinks that can't keep it where they write.</summary>
    public Func<BatchProgress?> Noted { get; init; } = () => null;

    /// <summary>Notes how far the job has come, so that it outlives the process.</summary>
    public Action<BatchProgress> Note { get; init; } = _ => { };

    /// <summary>Columns that tell whom a prediction is about.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Whether what an earlier start of the same job left is forgotten.</summary>
    public bool IsAnew { get; init; }

    /// <summary>Hosts that may be in the private network, and be spoken to without TLS.</summary>
    public IReadOnlyList<string> PrivateHosts { get; init; } = [];

    /// <summary>Takes remarks about what is going on.</summary>
    public Action<string> Say { get; init; } = _ => { };

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
