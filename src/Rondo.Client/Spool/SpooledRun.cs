using System.Text.Json.Serialization;

namespace Rondo.Client.Spool;

/// <summary>A run as its spool knows it: enough to create it later, and under what id the server has it.</summary>
sealed class SpooledRun
{
    /// <summary>Tells the run apart before the server has given it an id.</summary>
    public required string LocalId { get; init; }

    public required string Experiment { get; init; }

    public string? Name { get; set; }

    public required Dictionary<string, string> Tags { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long StartTime { get; init; }

    /// <summary>The parent's number in this spool, until its id is known.</summary>
    public uint? Parent { get; init; }

    public string? ParentId { get; set; }

    /// <summary>Asked for before, without an answer: the server may have it.</summary>
    [JsonIgnore]
    public bool IsAttempted { get; set; }

    public string? RunId { get; set; }

    public string? ExperimentId { get; set; }

    public string? ArtifactUri { get; set; }

    public bool IsEnded { get; set; }
}
