using Rondo.Engine.Data;

namespace Rondo.Deploy.Batch;

/// <summary>What a sink is given.</summary>
/// <param name="Address">A path or an address, secrets put in: for use only, never for messages.</param>
/// <param name="Shown">The same as the user wrote it, for messages and records.</param>
/// <param name="Job">What is written.</param>
/// <param name="Columns">Of every row, <c>prediction_id</c> included.</param>
public sealed record BatchTarget(string Address, string Shown, BatchJob Job, Schema Columns)
{
    /// <summary>Where a sink keeps its progress when the place itself can't.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Columns that tell whom a prediction is about.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Whether what an earlier start of the same job left is forgotten.</summary>
    public bool IsAnew { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
