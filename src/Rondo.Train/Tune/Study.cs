using System.Collections.Immutable;

namespace Rondo.Train.Tune;

/// <summary>The finished trials of a study.</summary>
/// <param name="Trials">In order of their numbers.</param>
/// <param name="HasMetDeadline">Whether the deadline came before all trials were done.</param>
public sealed record Study(ImmutableArray<Trial> Trials, ImmutableArray<SearchSpace> Spaces, bool HigherIsBetter, bool HasMetDeadline)
{
    /// <summary>The best completed trial, of equals the first; null when the deadline came before any was completed.</summary>
    public Trial? Best => BestOf(Trials, HigherIsBetter);

    /// <summary>The same among the trials of one model.</summary>
    public Trial? BestFor(string model) => BestOf(Trials.Where(t => t.Model == model), HigherIsBetter);

    /// <summary>The numbers of the finished trials, for <see cref="TunePlan.Replay"/>.</summary>
    public ImmutableHashSet<int> Numbers => [.. Trials.Select(t => t.Number)];

    internal static Trial? BestOf(IEnumerable<Trial> trials, bool higherIsBetter)
    {
        Trial? best = null;
        foreach (var trial in trials)
        {
            if (trial.State != TrialState.Completed) continue;
            if (best is null || (higherIsBetter ? trial.Score > best.Score : trial.Score < best.Score)) best = trial;
        }
        return best;
    }
}
