using Rondo.Engine.Errors;

namespace Rondo.Train.Tune;

/// <summary>Fits and scores a trial. May run on several threads at once, on <paramref name="threads"/> threads each.</summary>
/// <param name="goesOn">Takes the score as it stands after a step (such as the mean over the folds so far); false asks to end here.</param>
public delegate TrialOutcome Objective(TrialRequest request, Func<double, bool> goesOn, int threads, CancellationToken cancellation);

/// <summary>
/// Runs the trials of a plan, batch by batch. Suggestions and pruning look at finished batches only, so the outcome is the
/// same on any number of threads, after a kill, and when the finished trials of a study with a deadline are replayed.
/// </summary>
public static class Tuner
{
    /// <param name="log">Holds the trials of an earlier run that was cut short, and takes the new ones.</param>
    /// <exception cref="RondoException">Every trial failed.</exception>
    public static Study Run(TunePlan plan, Objective objective, TrialLog? log = null, IProgress<TrialReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Spaces.Length, 1);
        var given = Given(plan);
        var total = Math.Max(given.Length, plan.Search.Count(plan.Spaces) ?? plan.Trials);
        if (plan.Replay is { } replay) total = Math.Min(total, replay.IsEmpty ? 0 : replay.Max() + 1);
        using var clock = new TrialClock(plan, cancellation);
        var finished = new List<Trial>();
        var reporter = new TrialReporter(plan, log, progress, total);
        for (var start = 0; start < total && !clock.HasEnded; start += plan.Batch)
        {
            var requests = Suggest(plan, given, finished, start, Math.Min(plan.Batch, total - start));
            if (requests.Count == 0) break;
            finished.AddRange(new TrialBatch(plan, objective, reporter, [.. finished]).Run(requests, clock));
            cancellation.ThrowIfCancellationRequested();
        }
        var study = new Study([.. finished], plan.Spaces, plan.HigherIsBetter, clock.HasEnded && finished.Count < total);
        if (study.Best is null && finished.Find(t => t.State == TrialState.Failed) is { } failed)
            throw new RondoException("all_trials_failed", $"None of {finished.Count} trials gave a score; trial {failed.Number} of {failed.Model} failed: {failed.Message}");
        return study;
    }

    static Suggestion[] Given(TunePlan plan)
    {
        var defaults = plan.Search.StartsWithDefaults ? plan.Spaces.Where(s => s.Defaults is not null).Select(s => new Suggestion(s.Model, s.Defaults!)) : [];
        return [.. defaults, .. plan.First];
    }

    static List<TrialRequest> Suggest(TunePlan plan, Suggestion[] given, List<Trial> finished, int start, int count)
    {
        var requests = new List<TrialRequest>(count);
        for (var number = start; number < start + count; number++)
        {
            var isGiven = number < given.Length;
            var suggestion = isGiven ? given[number] : plan.Search.Suggest(new SearchHistory(plan.Spaces, finished, requests, plan.HigherIsBetter, plan.Seed), number);
            if (suggestion is null) break;
            requests.Add(new TrialRequest(number, suggestion.Model, suggestion.Parameters, isGiven));
        }
        return requests;
    }
}
