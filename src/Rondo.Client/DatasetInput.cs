namespace Rondo.Client;

/// <summary>Data that a run read.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Digest">Tells its versions apart, such as the data hash.</param>
public sealed record DatasetInput(string Name, string Digest)
{
    /// <summary>Where it lies: a URL or path.</summary>
    public string Source { get; init; } = "";

    /// <summary>What kind of place <see cref="Source"/> is, such as <c>local</c> or <c>s3</c>.</summary>
    public string SourceType { get; init; } = "local";

    /// <summary>Its columns, as JSON.</summary>
    public string? Schema { get; init; }

    /// <summary>Numbers about it, as JSON.</summary>
    public string? Profile { get; init; }

    /// <summary>What the run used it for, such as <c>training</c>.</summary>
    public string? Context { get; init; }
}
