using System.Collections.Immutable;
using Rondo.Engine.Assignment;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Experiments;

/// <summary>A unit's first prediction in a test.</summary>
/// <param name="Arm">The arm that it belongs to, whichever version had to answer.</param>
/// <param name="Time">Microseconds since 1970, UTC.</param>
/// <param name="Part">Which of the log's parts has the row.</param>
readonly record struct Exposure(string Arm, long Time, int Stage, int Part, int Row);

/// <summary>
/// Who was part of a test, by the log of predictions: each unit from its first prediction on, by the arm that it was assigned to (intention to treat).
/// Units that the control had as guests before their arm was opened to them are left out, in all arms alike.
/// </summary>
/// <param name="Parts">The log's rows within the test, version by version.</param>
/// <param name="Units">By their names.</param>
/// <param name="Guests">Units that belong to no arm.</param>
sealed record ExposedUnits(IReadOnlyList<LoggedRows> Parts, IReadOnlyDictionary<string, Exposure> Units, int Guests)
{
    // Of busier tests the newest predictions are looked at.
    const int MostRows = 2_000_000;

    public static ExposedUnits Of(PredictionHistory history, AbTest test, DateTimeOffset until, CancellationToken cancellation)
    {
        var parts = history.Rows(test.Model, test.Started, until, MostRows, cancellation);
        var first = new Dictionary<string, Exposure>(StringComparer.Ordinal);
        for (var part = 0; part < parts.Count; part++)
        {
            var times = parts[part].EventTimes;
            for (var row = 0; row < times.Length; row++)
            {
                if (parts[part].UnitOf(row) is not { } unit) continue;
                if (first.TryGetValue(unit, out var known) && known.Time <= times[row]) continue;
                first[unit] = new Exposure("", times[row], 0, part, row);
            }
        }
        var (units, guests) = (new Dictionary<string, Exposure>(StringComparer.Ordinal), 0);
        foreach (var (unit, exposure) in first)
        {
            if (test.StageAt(StoreClock.FromMicroseconds(exposure.Time)) is { } stage && ArmOf(stage.Split, unit) is { } arm) units[unit] = exposure with { Arm = arm, Stage = stage.Number };
            else guests++;
        }
        return new ExposedUnits(parts, units, guests);
    }

    static string? ArmOf(TrafficSplit split, string unit) => split.ArmOf(unit)?.Name;

    /// <summary>Units of an arm, in the order of their names, so that sums have one order.</summary>
    public IReadOnlyList<KeyValuePair<string, Exposure>> Of(string arm) => [.. Units.Where(u => u.Value.Arm == arm).OrderBy(u => u.Key, StringComparer.Ordinal)];

    public int CountOf(string arm) => Units.Values.Count(e => e.Arm == arm);

    /// <summary>Whether the arms have the sizes that their shares promise; null before there are units.</summary>
    public (double PValue, bool IsAlarm)? Sizes(AbTest test)
    {
        if (test.Rules.Mode is AbTestMode.Shadow or AbTestMode.Bandit) return null;
        string[] arms = [.. test.Arms.Keys];
        var counts = Units.Values.GroupBy(e => (e.Stage, e.Arm)).ToDictionary(g => g.Key, g => g.Count());
        return ArmSizes.Check([.. test.Stages.Select(stage => (
            Array.ConvertAll(arms, a => stage.Split.Arms.FirstOrDefault(s => s.Name == a)?.Share ?? 0),
            Array.ConvertAll(arms, a => counts.GetValueOrDefault((stage.Number, a)))))]);
    }
}
