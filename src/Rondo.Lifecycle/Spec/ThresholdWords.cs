using System.Collections.Immutable;

namespace Rondo.Lifecycle.Spec;

/// <summary>Metrics that a decision threshold can be chosen for: those that have their best value somewhere between all and nothing.</summary>
static class ThresholdWords
{
    public static ImmutableArray<string> Metrics { get; } = ["accuracy", "f1"];
}
