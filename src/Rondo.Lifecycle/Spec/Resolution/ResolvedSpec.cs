using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>A value that the file did not give, and why it is what it is.</summary>
/// <param name="Path">Such as <c>train.metric</c>.</param>
public sealed record SpecReason(string Path, string Value, string Why);

/// <summary>A column that is no feature although the file did not drop it.</summary>
public sealed record DroppedColumn(string Name, string Code, string Why);

/// <summary>A spec with every default filled in, and what the data say about its target and columns.</summary>
public sealed record ResolvedSpec
{
    /// <summary>Reads back to itself: resolving it again changes nothing.</summary>
    public required LifecycleSpec Spec { get; init; }

    /// <summary>The model's name; a name that was not given is no part of the hash.</summary>
    public required string Name { get; init; }

    public required TaskKind Task { get; init; }

    /// <summary>Rows that have a target.</summary>
    public required int TargetRows { get; init; }

    /// <summary>In index order; in a binary task index 1 is positive. Empty for regression. Clustering: the labels.</summary>
    public required ImmutableArray<string> Classes { get; init; }

    /// <summary>The target in all rows of the table, as its column has it or its expression gives it. Rows where it is missing can't be used. Null for clusters without labels.</summary>
    public required Column? TargetColumn { get; init; }

    /// <summary>Raw columns that a row must bring: features, and what derived features read. In the table's order.</summary>
    public required ImmutableArray<string> Inputs { get; init; }

    /// <summary>Columns that algorithms see, before dates become parts: raw ones in the table's order, then derived ones.</summary>
    public required ImmutableArray<string> Features { get; init; }

    /// <summary>Where a split by time begins its test rows, in the units of the time column; null when a share decides.</summary>
    public long? SplitFrom { get; init; }

    public required ImmutableArray<DroppedColumn> Dropped { get; init; }

    public required ImmutableArray<SpecReason> Reasons { get; init; }

    public required ImmutableArray<SpecAlert> Alerts { get; init; }

    /// <summary>The seed of everything random.</summary>
    public ulong Seed => (ulong)(Spec.Prepare.Split.Seed ?? 42);

    public string SpecHash => SpecJson.Hash(Spec);

    /// <summary>The whole file, with a reason on each line that the user's file did not have.</summary>
    public string ToYaml()
    {
        var why = Reasons.GroupBy(r => r.Path, StringComparer.Ordinal).ToDictionary(g => g.Key, g => string.Join("; ", g.Select(r => r.Why)), StringComparer.Ordinal);
        return YamlWriter.Write(SpecTree.Of(Spec), path => why.TryGetValue(path, out var words) ? $"default: {words}" : null);
    }
}
