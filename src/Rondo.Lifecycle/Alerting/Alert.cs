using Rondo.Observe.Alerts;

namespace Rondo.Lifecycle.Alerting;

/// <summary>A rule of a model's file and how it stands.</summary>
public sealed record Alert
{
    public required string Id { get; init; }

    public required string Model { get; init; }

    /// <summary>The version whose file declares it.</summary>
    public required int Version { get; init; }

    public required string When { get; init; }

    public required int For { get; init; }

    public required TimeSpan Window { get; init; }

    public required AlertSeverity Severity { get; init; }

    public required AlertState State { get; init; }

    /// <summary>Since when it is in that state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The end of the last window that was looked at.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>The signals of the last window that had any.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    /// <summary>Who is told, without secrets.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    public DateTimeOffset? SilentUntil { get; init; }

    public string? SilentWhy { get; init; }

    public string? SilentBy { get; init; }

    /// <summary>Whether the file in use still declares it.</summary>
    public required bool IsDeclared { get; init; }
}

/// <summary>A message of an alert and what became of it.</summary>
/// <param name="Done">When it arrived or was given up; null while it is tried.</param>
public sealed record AlertDelivered(string Id, string Kind, string Channel, DateTimeOffset Created, int Failures, string? LastResult, DateTimeOffset? Done, bool Arrived);
