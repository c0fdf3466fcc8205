namespace Rondo.Deploy.PredictionLog;

/// <summary>What is kept of predictions, and how surely.</summary>
public sealed record PredictionLogOptions
{
    /// <summary>The share of predictions that is kept, 0 to 1; which ones is drawn by their ids.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>Columns whose values never reach the disk.</summary>
    public IReadOnlySet<string> Masked { get; init; } = new HashSet<string>();

    /// <summary>Whether an answer waits until its record is on the disk, rather than in the system's memory.</summary>
    public bool IsDurable { get; init; }

    /// <summary>The longest time between a record's writing and its being on the disk.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest time that a request waits for the log's other writers; then its record is dropped and counted.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A segment of this size is closed and the next begun.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>All segments together; beyond it the oldest closed ones go.</summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>How long closed segments stay.</summary>
    public TimeSpan Retain { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Several segments fit into the whole, so that the oldest can go.</summary>
    internal long Capacity => Math.Min(SegmentBytes, Math.Max(MaxBytes / 4, SegmentFormat.HeaderBytes));

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
