namespace Rondo.Lifecycle.Webhooks;

/// <summary>An address that is told what happens to models.</summary>
public sealed record Webhook
{
    public required string Id { get; init; }

    public required Uri Url { get; init; }

    /// <summary>The model whose events are told; null for all models.</summary>
    public string? Model { get; init; }

    /// <summary>The kinds of events that are told; none for all.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Attempts in a row that failed.</summary>
    public required int Failures { get; init; }

    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>What the last attempt came to, such as <c>200</c> or why nothing was sent.</summary>
    public string? LastResult { get; init; }

    /// <summary>When it was given up; null while it is told.</summary>
    public DateTimeOffset? Disabled { get; init; }
}
