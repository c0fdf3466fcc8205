using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Snapshots;

/// <summary>What may go. Without any of them only what nothing refers to goes.</summary>
public sealed record PruneOptions
{
    /// <summary>So many versions of each data set stay, the newest; at least one.</summary>
    public int? Keep { get; init; }

    /// <summary>Versions younger than this stay.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Only tells what would go.</summary>
    public bool IsTrial { get; init; }

    /// <summary>A span of time as people write it, such as 30d.</summary>
    /// <exception cref="RondoException">It is none.</exception>
    public static TimeSpan ParseAge(string text) => DurationText.Parse(text)
        ?? throw new RondoException("bad_duration", $"'{text}' is no span of time; expected {DurationText.Expected}.");
}
