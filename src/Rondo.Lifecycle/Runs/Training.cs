using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Reports;
using Rondo.Train.CrossValidation;
using Rondo.Train.Judge;
using Rondo.Train.Leaderboard;
using Rondo.Train.Tune;

namespace Rondo.Lifecycle.Runs;

/// <summary>A candidate, its folds, and its pipeline on the test rows.</summary>
/// <param name="Pipeline">Fitted on all training rows, unless <paramref name="IsRefitted"/> is false: then on those of the first fold.</param>
public sealed record Contender(CrossValidated Folds, FittedPipeline Pipeline, Scored Test, bool IsRefitted)
{
    public string Model => Folds.Candidate.Model;

    public IReadOnlyDictionary<string, double?> TestValues { get; } = Evaluation.Values(Test);
}

/// <summary>A finished training.</summary>
/// <param name="Contenders">Best first, by the folds alone.</param>
public sealed record Trained(IReadOnlyList<Contender> Contenders)
{
    /// <summary>The best one that is no baseline; a baseline only when no other was finished in time.</summary>
    public required Contender Best { get; init; }

    /// <summary>Null where there are none, as for clusters.</summary>
    public required Contender? BestBaseline { get; init; }

    /// <summary>The best one's pipeline as it is saved.</summary>
    public required byte[] PipelineBytes { get; init; }

    public Study? Study { get; init; }

    public ImmutableArray<Member> Ensemble { get; init; } = [];

    public required Judgement Judgement { get; init; }

    /// <summary>What repeats this training; null when the plan alone does.</summary>
    public TrialReplay? Replay { get; init; }

    /// <summary>Whether Ctrl-C came and this is the best so far.</summary>
    public bool IsCancelled { get; init; }
}

/// <summary>Cross-validates all candidates, searches their parameters, refits the best on all training rows, and judges the best on the test rows.</summary>
/// <param name="rows">The training rows of the data.</param>
public sealed class Training(PreparedData data, TrainingRows rows, TrainingPlan plan, RunOptions options)
{
    // Until a search is over, the first folds' models are all there is.
    private readonly TimeBudget _budget = new(plan.Replay is null ? plan.Budget : null, TimeProvider.System);
    private readonly List<CrossValidated> _baselines = [];
    private readonly SortedSet<int> _refitted = [];

    /// <param name="log">Where finished trials are kept.</param>
    /// <param name="nested">Judges the whole search by outer folds; null when that is not wanted.</param>
    /// <exception cref="OperationCanceledException">Cancelled before a model that is no baseline was measured.</exception>
    public Trained Run(TrialLog? log = null, Func<NestedScores>? nested = null)
    {
        var search = new ModelSearch(plan, rows, plan.Folds, options);
        try
        {
            MeasureBaselines();
            var outcome = search.Run(log, _budget);
            if (plan.Kept is { } kept) return BestSoFar(search, kept);
            var entrants = Entrants(outcome);
            var numbers = outcome.Finished.ToDictionary(f => f.Value, f => f.Key);
            return Judge(Refit(entrants, numbers), outcome.Study, nested is null ? null : _budget.Apart(nested), isCancelled: false);
        }
        catch (OperationCanceledException) when (search.Finished.Values.Any(f => f.FirstPipeline is not null))
        {
            options.Say("train", "cancelled: keeping the best so far");
            return BestSoFar(search, [.. search.Finished.Where(f => f.Value.FirstPipeline is not null).Select(f => f.Key)]);
        }
    }

    Trained BestSoFar(ModelSearch search, ImmutableHashSet<int> kept)
    {
        var found = search.Finished.Where(f => kept.Contains(f.Key)).OrderBy(f => f.Key).Select(f => new Entrant(f.Value));
        var baselines = _baselines.Select(b => new Entrant(b));
        var best = Judge([.. baselines.Concat(found).Select(e => (e, e.Folds.FirstPipeline!, false))], null, null, isCancelled: true);
        return best with { Replay = new TrialReplay(search.Ended) { Kept = [.. kept.Order()] } };
    }

    /// <summary>A candidate that goes on the leaderboard.</summary>
    private sealed record Entrant(CrossValidated Folds)
    {
        public ImmutableArray<Member> Members { get; init; } = [];
    }

    void MeasureBaselines()
    {
        var context = new FitContext { Seed = plan.Seed, Threads = options.Threads, Cancellation = options.Cancellation };
        foreach (var baseline in plan.Baselines)
            _baselines.Add(CrossValidator.Run(baseline, rows.Table, rows.Data, plan.Folds, MetricSet.For(rows.Data.Target.Task), context));
    }

    List<Entrant> Entrants(SearchOutcome outcome)
    {
        var entrants = _baselines.Select(b => new Entrant(b)).ToList();
        foreach (var model in plan.Models)
        {
            if (outcome.BestFor(model.Label) is { } best) entrants.Add(new Entrant(best));
        }
        if (plan.IsAuto && EnsembleOf(outcome) is { } ensemble) entrants.Add(ensemble);
        return entrants;
    }

    Entrant? EnsembleOf(SearchOutcome outcome)
    {
        options.Say("train", "choosing an ensemble");
        var completed = outcome.Finished.OrderBy(f => f.Key).Select(f => f.Value).ToArray();
        var members = EnsembleCandidates.Choose(completed, rows.Data, plan.Metric, options.Cancellation);
        return members.Count < 2 ? null : new Entrant(EnsembleCandidates.Score(members, rows, plan.Folds)) { Members = [.. members] };
    }

    (Entrant Entrant, FittedPipeline Pipeline, bool IsRefitted)[] Refit(List<Entrant> entrants, Dictionary<CrossValidated, int> numbers)
    {
        using var late = _budget.CancelledAt(_budget.RefitEnds, options.Cancellation);
        var fitted = new Dictionary<CrossValidated, (FittedPipeline Pipeline, bool IsRefitted)>();
        // The best come first, so that a budget that runs out costs the others.
        foreach (var result in Ranked(entrants).SelectMany(e => e.Members.IsEmpty ? [e.Folds] : e.Members.Select(m => m.Candidate)))
        {
            if (fitted.ContainsKey(result)) continue;
            int? number = numbers.TryGetValue(result, out var known) ? known : null;
            fitted.Add(result, RefitOne(result, number, late.Token));
            if (number is { } trial && fitted[result].IsRefitted) _refitted.Add(trial);
        }
        return
        [
            .. entrants.Select(e => e.Members.IsEmpty
                ? (e, fitted[e.Folds].Pipeline, fitted[e.Folds].IsRefitted)
                : (e, EnsembleCandidates.Combine([.. e.Members.Select(m => (fitted[m.Candidate].Pipeline, m.Weight))]), e.Members.All(m => fitted[m.Candidate].IsRefitted))),
        ];
    }

    IEnumerable<Entrant> Ranked(List<Entrant> entrants)
    {
        var order = Ranking.Order(entrants.Select(e => e.Folds), plan.Metric).ToList();
        return entrants.OrderBy(e => e.Folds.Candidate.IsBaseline).ThenBy(e => e.Members.IsEmpty).ThenBy(e => order.IndexOf(e.Folds));
    }

    (FittedPipeline Pipeline, bool IsRefitted) RefitOne(CrossValidated result, int? trial, CancellationToken late)
    {
        // A replay leaves what its run had no time for.
        if (trial is { } number && plan.Refit?.Contains(number) == false) return (result.FirstPipeline ?? FitFirstFold(result), false);
        if (result.FirstPipeline is { } first && !HasTimeFor(result)) return (first, false);
        try
        {
            // Of an earlier run's trial nothing else is left, so it is fitted however late it is.
            return (Fit(result, result.FirstPipeline is null ? options.Cancellation : late), true);
        }
        catch (OperationCanceledException) when (!options.Cancellation.IsCancellationRequested && result.FirstPipeline is not null)
        {
            return (result.FirstPipeline, false);
        }
    }

    FittedPipeline Fit(CrossValidated result, CancellationToken cancellation)
    {
        var model = result.Candidate.Model;
        var progress = new Relay<FitProgress>(p =>
        {
            options.Say("train", $"{model} (all training rows)", (double)p.Done / Math.Max(1, p.Total));
            if (p.TrainingLoss is { } loss) options.Record($"{model}.training_loss", p.Done, loss);
            if (p.ValidationLoss is { } validation) options.Record($"{model}.validation_loss", p.Done, validation);
        });
        var context = new FitContext { Seed = plan.Seed, Threads = options.Threads, Cancellation = cancellation, Progress = progress };
        return result.Refit.Fit(rows.Table, rows.Data, context);
    }

    FittedPipeline FitFirstFold(CrossValidated result)
    {
        var train = plan.Folds[0].Train;
        var context = new FitContext { Seed = plan.Seed, Threads = options.Threads, Cancellation = options.Cancellation };
        return result.Candidate.Recipe.Fit(rows.Table.Take(train), rows.Data.Take(train), context);
    }

    // A fit on all rows takes about as much longer than one of a fold as it has more rows.
    bool HasTimeFor(CrossValidated result)
    {
        if (_budget.Until(_budget.RefitEnds) is not { } left) return true;
        return result.FitSeconds * rows.Count / plan.Folds[0].Train.Length < left.TotalSeconds;
    }

    Trained Judge((Entrant Entrant, FittedPipeline Pipeline, bool IsRefitted)[] fitted, Study? study, NestedScores? nested, bool isCancelled)
    {
        var judging = isCancelled ? options with { Cancellation = CancellationToken.None } : options;
        judging.Say("evaluate", "measuring on the test rows");
        var order = Ranking.Order(fitted.Select(f => f.Entrant.Folds), plan.Metric).ToList();
        var ranked = fitted.OrderBy(f => order.IndexOf(f.Entrant.Folds)).ToArray();
        var chosen = Math.Max(0, Array.FindIndex(ranked, f => !f.Entrant.Folds.Candidate.IsBaseline));
        // The best is measured as it will be saved: calibrated, and with its threshold.
        var finish = Finishing.Of(ranked[chosen].Pipeline, ranked[chosen].Entrant.Folds.OutOfFold, rows, plan);
        ranked[chosen].Pipeline = finish.Pipeline;
        var contenders = ranked.Select(f => new Contender(f.Entrant.Folds, f.Pipeline, Measure(f.Pipeline, judging), f.IsRefitted)).ToArray();
        var best = contenders[chosen];
        var bytes = PipelineFormat.Write(best.Pipeline);
        return new Trained(contenders)
        {
            Best = best,
            BestBaseline = contenders.FirstOrDefault(c => c.Folds.Candidate.IsBaseline && c != best),
            PipelineBytes = bytes,
            Study = study,
            Replay = plan.Budget is null || study is null ? null : new TrialReplay([.. study.Numbers.Order()]) { Refit = best.IsRefitted ? null : [.. _refitted] },
            Ensemble = ranked[chosen].Entrant.Members,
            Judgement = isCancelled ? Judgement.Brief(best, plan, judging) : Judgement.Of(best, Ranking.BestBaseline(_baselines, plan.Metric), data, rows, plan, finish, bytes.Length, nested, judging, _budget),
            IsCancelled = isCancelled,
        };
    }

    Scored Measure(FittedPipeline pipeline, RunOptions judging) =>
        pipeline.Score(data.TestTable(), data.TestTarget(), null, judging.Threads, judging.Cancellation);
}
