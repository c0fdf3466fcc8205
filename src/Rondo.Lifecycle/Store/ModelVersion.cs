using System.Globalization;

namespace Rondo.Lifecycle.Store;

/// <summary>A registered version of a model.</summary>
public sealed record ModelVersion
{
    public required string Model { get; init; }

    public required int Number { get; init; }

    /// <summary>The run that made it; null when that run was deleted or is of another workspace.</summary>
    public string? RunId { get; init; }

    public required string PackageHash { get; init; }

    public required string ModelHash { get; init; }

    public required string SpecHash { get; init; }

    public required string DataHash { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether every success criterion was met when it was registered.</summary>
    public required bool Success { get; init; }

    /// <summary>Metrics on the test rows; null where undefined.</summary>
    public required IReadOnlyDictionary<string, double?> Metrics { get; init; }

    /// <summary>The aliases that point at it now, in alphabetical order.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>What people write about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where a version that was made elsewhere comes from, such as <c>runs:/ID/model</c>; empty for Rondo's own.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where the files of that source are, when the source doesn't say it itself.</summary>
    public string? Storage { get; init; }

    /// <summary>An address of the run for people, if one was told.</summary>
    public string RunLink { get; init; } = "";

    /// <summary>None, Staging, Production or Archived: MLflow's word before there were aliases.</summary>
    public string Stage { get; init; } = "None";

    /// <summary>The logged model that it was made of.</summary>
    public string? LoggedModel { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset Changed { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Whether it was made elsewhere, so that it has a source instead of a package.</summary>
    public bool IsForeign => PackageHash.Length == 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Model}@{Number}");
}

/// <summary>A version that was made elsewhere, as it is registered.</summary>
public sealed record ForeignVersion(string Source)
{
    public string? RunId { get; init; }

    public string RunLink { get; init; } = "";

    public string? Storage { get; init; }

    public string? LoggedModel { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
}

/// <summary>Somebody's word on a version.</summary>
public sealed record Approval(string By, bool IsApproved, string? Reason, DateTimeOffset Time);

/// <summary>What holds for all versions of a model.</summary>
/// <param name="NeedsApproval">Whether somebody must approve a version before it is promoted.</param>
/// <param name="KeepVersions">How many of the newest versions without an alias stay; null for all.</param>
public sealed record ModelRules(bool NeedsApproval, int? KeepVersions);

/// <summary>A model: its aliases and how many versions there are; the newest is null while there is none.</summary>
public sealed record RegisteredModel(
    string Name, DateTimeOffset Created, int VersionCount, ModelVersion? Newest, IReadOnlyDictionary<string, int> Aliases)
{
    /// <summary>What people write about it.</summary>
    public string Description { get; init; } = "";

    public DateTimeOffset Changed { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public ModelRules Rules { get; init; } = new(NeedsApproval: false, KeepVersions: null);
}

/// <summary>An entry of the audit trail: a version came, an alias moved, an alert fired.</summary>
public sealed record ModelEvent
{
    /// <summary>Every kind of event there is.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["registered", "promoted", "rolled_back", "alias_set", "alias_removed", "approved", "rejected", "stage_set", "renamed", "deleted", "alert", "resolved",
            "shadow_started", "canary_started", "ab_started", "route_changed", "experiment_decided"];

    public required long Sequence { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>One of <see cref="Kinds"/>.</summary>
    public required string Kind { get; init; }

    public required string Model { get; init; }

    /// <summary>The version that came, or that the alias points at since; null when the alias went.</summary>
    public int? Version { get; init; }

    public string? Alias { get; init; }

    /// <summary>The version that the alias pointed at before.</summary>
    public int? Previous { get; init; }

    public required string By { get; init; }

    public string? Reason { get; init; }

    public required IReadOnlyDictionary<string, string> Evidence { get; init; }
}
