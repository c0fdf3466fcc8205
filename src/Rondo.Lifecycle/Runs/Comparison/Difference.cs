using System.Collections.Immutable;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Snapshots.Differences;

namespace Rondo.Lifecycle.Runs.Comparison;

/// <summary>What changed from one version or run to another: file, features, metrics, data, code and environment.</summary>
public sealed record Difference(ComparedSide Before, ComparedSide After)
{
    public ImmutableArray<MetricChange> Metrics { get; init; } = [];

    /// <summary>Keys of the resolved file that differ.</summary>
    public ImmutableArray<ValueChange> Spec { get; init; } = [];

    /// <summary>Columns that the model takes or derives.</summary>
    public ImmutableArray<ValueChange> Features { get; init; } = [];

    public ImmutableArray<ValueChange> Environment { get; init; } = [];

    /// <summary>Rows and cells; null when the data are the same, or can't be compared.</summary>
    public TableDifference? Data { get; init; }

    /// <summary>Why rows could not be compared.</summary>
    public string? DataNote { get; init; }

    public bool IsSameData => Before.DataHash == After.DataHash && Before.DataHash != "";

    /// <summary>Null when one of them has no model.</summary>
    public bool? IsSameModel => Before.ModelHash is { } before && After.ModelHash is { } after ? before == after : null;

    /// <summary>Whether both come of the same files, as far as is known: the same commit and the same changes beyond it.</summary>
    public bool? IsSameCode => (Before.Code, After.Code) switch
    {
        (null, _) or (_, null) => null,
        var (before, after) when before.Commit != after.Commit => false,
        ({ IsDirty: false }, { IsDirty: false }) => true,
        _ => Before.Run?.CodeDiff is { } one && After.Run?.CodeDiff is { } other ? one == other : Before.Code.IsDirty == After.Code.IsDirty ? null : false,
    };

    public static Difference Of(Workspace workspace, ComparedSide before, ComparedSide after, int threads, CancellationToken cancellation = default)
    {
        var (data, note) = DataOf(workspace, before, after, threads, cancellation);
        return new Difference(before, after)
        {
            Metrics = VersionComparison.MetricChanges(before.Metrics, after.Metrics),
            Spec = VersionComparison.SpecChanges(before.Spec, after.Spec),
            Features = VersionComparison.Changes(before.Features, after.Features),
            Environment = VersionComparison.Changes(before.Environment, after.Environment),
            Data = data,
            DataNote = note,
        };
    }

    static (TableDifference? Data, string? Note) DataOf(Workspace workspace, ComparedSide before, ComparedSide after, int threads, CancellationToken cancellation)
    {
        if (before.DataHash is not { Length: > 0 } first || after.DataHash is not { Length: > 0 } second || first == second) return (null, null);
        try
        {
            var keys = workspace.Data.Versions().Where(v => v.DataHash == first || v.DataHash == second).SelectMany(v => v.Keys);
            var options = new DifferenceOptions { LikelyKeys = [.. keys], Limit = 0, Threads = threads };
            return (TableComparison.Compare(workspace.Snapshots.Read(first, threads, cancellation), workspace.Snapshots.Read(second, threads, cancellation), options, cancellation), null);
        }
        catch (RondoException fault) when (fault.Mistakes[0].Code is "unknown_snapshot" or "snapshot_pruned")
        {
            return (null, fault.Mistakes[0].Message);
        }
    }
}
