using System.Collections.Immutable;
using Rondo.Deploy.Host.Routing;
using Rondo.Engine.Assignment;
using Rondo.Experiment.AbTests;

namespace Rondo.Lifecycle.Experiments;

/// <summary>How traffic was shared since a time.</summary>
public sealed record AbTestStage(int Number, DateTimeOffset Begun, TrafficSplit Split);

/// <summary>A version, or several, tried beside the one in use.</summary>
/// <param name="Control">The version in use.</param>
/// <param name="Arms">The versions of all arms by their names, control and holdout among them.</param>
/// <param name="Ended">Null while it runs.</param>
/// <param name="Outcome">How it ended: win, lose, unclear, breached or stopped; null while it runs.</param>
/// <param name="Stages">The oldest first.</param>
public sealed record AbTest(
    string Id, string Name, string Model, AbTestRules Rules, string? UnitColumn, int Control, ImmutableSortedDictionary<string, int> Arms,
    DateTimeOffset Started, DateTimeOffset? Ended, string? Outcome, string? Sentence, string StartedBy, ImmutableArray<AbTestStage> Stages)
{
    public const string ControlArm = "control", TreatmentArm = "treatment", HoldoutArm = "holdout";

    /// <summary>Raised by each change: who changes it must know the last one.</summary>
    internal long Revision { get; init; }

    public bool IsRunning => Ended is null;

    public TrafficSplit Split => Stages[^1].Split;

    /// <summary>The names of what is compared with the control.</summary>
    public IEnumerable<string> Treatments => Arms.Keys.Where(a => a is not (ControlArm or HoldoutArm));

    /// <summary>How hosts share the requests.</summary>
    internal ModelRoute Route => new(Id, Name, Split)
    {
        UnitColumn = UnitColumn,
        Shadows = Rules.Mode == AbTestMode.Shadow ? [.. Treatments.Select(a => new TrafficArm(a, Arms[a], 0, 0, 0))] : [],
    };

    /// <summary>The stage that held at a time; null before the begin.</summary>
    public AbTestStage? StageAt(DateTimeOffset time) => Stages.LastOrDefault(s => s.Begun <= time);

    public string Word => Rules.Mode == AbTestMode.Shadow ? "shadow" : Rules.Mode == AbTestMode.Canary ? "canary" : Rules.Mode == AbTestMode.Bandit ? "bandit" : "A/B test";
}
