using System.Collections.Immutable;

namespace Rondo.Lifecycle.Reports;

/// <summary>What repeats a run that was bounded by time: a clock decided it once, and these numbers decide it from then on.</summary>
/// <param name="Trials">The trials that were finished; no other is run.</param>
public sealed record TrialReplay(ImmutableArray<int> Trials)
{
    /// <summary>Those of them that there was time to fit on all training rows; null for all that the model is made of.</summary>
    public ImmutableArray<int>? Refit { get; init; }

    /// <summary>Of a run that was cancelled, the trials that its best so far was chosen from; null for a run that came to its end.</summary>
    public ImmutableArray<int>? Kept { get; init; }
}
