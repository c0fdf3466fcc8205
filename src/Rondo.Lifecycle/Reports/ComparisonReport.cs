using System.Collections.Immutable;

namespace Rondo.Lifecycle.Reports;

/// <summary>What changed from one version of a model to another.</summary>
/// <param name="Version">The earlier version, such as <c>housing@2</c>.</param>
/// <param name="Best">Its algorithm.</param>
public sealed record ComparisonReport(string Version, string? Best)
{
    /// <summary>Whether both learned from the same data; metrics of other data are not quite comparable.</summary>
    public required bool IsSameData { get; init; }

    public required bool IsSameModel { get; init; }

    public ImmutableArray<MetricChange> Metrics { get; init; } = [];

    /// <summary>Keys of the resolved file that differ.</summary>
    public ImmutableArray<ValueChange> Spec { get; init; } = [];

    /// <summary>Columns that the model takes or derives: added, gone, or of another type or expression.</summary>
    public ImmutableArray<ValueChange> Features { get; init; } = [];
}

/// <summary>A metric on the test rows; null where it is undefined or was not measured.</summary>
public sealed record MetricChange(string Name, double? Before, double? After);

/// <summary>A value as text; null where there is none.</summary>
public sealed record ValueChange(string Name, string? Before, string? After);
