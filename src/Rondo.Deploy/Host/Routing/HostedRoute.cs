using System.Collections.Concurrent;
using System.Collections.Frozen;
using Rondo.Engine.Assignment;

namespace Rondo.Deploy.Host.Routing;

/// <summary>A route with the places of its versions in this host, and what was seen of its arms.</summary>
sealed class HostedRoute
{
    readonly FrozenDictionary<string, ArmCounts> _counts;
    readonly FrozenDictionary<int, ModelSlot> _slots;
    readonly ConcurrentDictionary<(ServedModel, ServedModel), ColumnMap?> _maps = new();

    HostedRoute(ModelRoute route, FrozenDictionary<int, ModelSlot> slots, FrozenDictionary<string, ArmCounts> counts) => (Route, _slots, _counts) = (route, slots, counts);

    public ModelRoute Route { get; }

    /// <summary>The versions that must be in memory before it holds.</summary>
    public IEnumerable<ModelSlot> Slots => _slots.Values;

    /// <summary>Null when the model's plain name means another version than the control, or one of the arms is not there.</summary>
    public static HostedRoute? Of(ModelRoute? route, HostedModel model, Func<TrafficArm, ArmCounts> counts)
    {
        if (route is null || route.Split.Control.Version != model.Default.Version) return null;
        TrafficArm[] arms = [.. route.Split.Arms, .. route.Shadows];
        if (arms.Any(a => !model.Versions.ContainsKey(a.Version))) return null;
        return new HostedRoute(route, arms.Select(a => a.Version).Distinct().ToFrozenDictionary(v => v, v => model.Versions[v]), arms.ToFrozenDictionary(a => a.Name, counts, StringComparer.Ordinal));
    }

    public ArmCounts CountsOf(TrafficArm arm) => _counts[arm.Name];

    public IEnumerable<ArmHealth> Health() => _counts.Values.Select(c => c.Read());

    /// <summary>The arm's version, as long as it is in memory.</summary>
    public bool TryLease(TrafficArm arm, out ModelLease lease) => _slots[arm.Version].TryLease(out lease);

    /// <summary>How rows of one version become rows of another; null when they can't.</summary>
    public ColumnMap? MapOf(ServedModel from, ServedModel to) => _maps.GetOrAdd((from, to), static pair => ColumnMap.Of(pair.Item1, pair.Item2));
}
