using System.Collections.Immutable;
using Rondo.Engine.Assignment;

namespace Rondo.Deploy.Host.Routing;

/// <summary>How requests for a model's plain name are shared among its versions at one moment.</summary>
/// <param name="Id">What the counts of its arms are kept under; the same while the ramp goes on.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Split">The control first: a host routes only while the plain name means the control's version.</param>
public sealed record ModelRoute(string Id, string Name, TrafficSplit Split)
{
    /// <summary>The column that names a row's unit; null when requests name theirs.</summary>
    public string? UnitColumn { get; init; }

    /// <summary>Versions that predict everything that the control answers, behind everybody's back.</summary>
    public ImmutableArray<TrafficArm> Shadows { get; init; } = [];

    /// <summary>How long another version than the control may take; then the control answers.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(250);
}
