using System.Collections.Immutable;

namespace Rondo.Train.Tune;

/// <summary>What a search may look at.</summary>
/// <param name="Finished">Trials of earlier batches, in order of their numbers.</param>
/// <param name="Pending">Trials of the same batch that are suggested already: their outcomes are not known yet.</param>
public sealed record SearchHistory(
    ImmutableArray<SearchSpace> Spaces, IReadOnlyList<Trial> Finished, IReadOnlyList<TrialRequest> Pending, bool HigherIsBetter, ulong Seed)
{
    /// <summary>Finished trials from best to worst: the completed by score, then the pruned by how far they came, then the failed.</summary>
    public IReadOnlyList<Trial> Ranked() =>
    [
        .. Finished.OrderBy(t => t.State).ThenByDescending(t => t.State == TrialState.Pruned ? t.Intermediate.Length : 0).ThenBy(Loss).ThenBy(t => t.Number),
    ];

    /// <summary>Spaces with parameters that were not tried yet.</summary>
    public IReadOnlyList<SearchSpace> Open() => [.. Spaces.Where(s => s.Size is not { } size || Tried(s.Model).Count < size)];

    /// <summary>The parameters of the model's trials so far, as text.</summary>
    public HashSet<string> Tried(string model) =>
    [
        .. Finished.Where(t => t.Model == model).Select(t => PlainValue.Text(t.Parameters)),
        .. Pending.Where(t => t.Model == model).Select(t => PlainValue.Text(t.Parameters)),
    ];

    double Loss(Trial trial)
    {
        var score = trial.State switch
        {
            TrialState.Completed => trial.Score!.Value,
            TrialState.Pruned => trial.Intermediate[^1],
            _ => 0,
        };
        return HigherIsBetter ? -score : score;
    }
}
