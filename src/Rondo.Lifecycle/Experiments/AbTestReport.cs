using System.Collections.Immutable;
using Rondo.Experiment.AbTests;
using Rondo.Experiment.Challengers;

namespace Rondo.Lifecycle.Experiments;

/// <summary>How a test stands.</summary>
/// <param name="Units">Of each arm, those that took part.</param>
/// <param name="Guests">Units that belong to no arm.</param>
/// <param name="Sizes">Whether the arms have the sizes that their shares promise; null where that says nothing.</param>
/// <param name="Segments">Effects on parts of the units.</param>
/// <param name="Guardrails">Effects on outcomes that must not become worse.</param>
public sealed record AbTestReport(
    AbTest Test, AbTestDecision Decision, ImmutableSortedDictionary<string, int> Units, int Guests, (double PValue, bool IsAlarm)? Sizes, double? UnitsNeeded,
    ImmutableArray<Effect> Effects, ImmutableArray<(string Arm, PairedLosses Losses)> Pairs, ImmutableArray<(Guardrail Guardrail, Effect Effect)> Guardrails, ImmutableArray<SegmentEffect> Segments)
{
    /// <summary>What the decision rests on, for the audit trail.</summary>
    internal Dictionary<string, string> Evidence
    {
        get
        {
            var evidence = new Dictionary<string, string>();
            foreach (var (arm, count) in Units) evidence[$"units_{arm}"] = Number(count);
            if (Sizes is { } sizes) evidence["srm_p_value"] = Number(sizes.PValue);
            foreach (var effect in Effects)
            {
                evidence[$"effect_{effect.Arm}"] = Number(effect.Value);
                evidence[$"interval_{effect.Arm}"] = $"{Number(effect.Interval.Low)} to {Number(effect.Interval.High)}";
                if (effect.PValue is { } p) evidence[$"p_value_{effect.Arm}"] = Number(p);
            }
            foreach (var (arm, losses) in Pairs)
            {
                evidence[$"improvement_{arm}"] = Number(losses.Improvement);
                evidence[$"interval_{arm}"] = $"{Number(losses.Interval.Low)} to {Number(losses.Interval.High)}";
                evidence[$"paired_units_{arm}"] = Number(losses.Units);
            }
            return evidence;
        }
    }

    static string Number(double value) => value.ToString("G6", System.Globalization.CultureInfo.InvariantCulture);
}
