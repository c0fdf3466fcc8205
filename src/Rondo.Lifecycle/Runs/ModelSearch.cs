using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Prepare.Sources;
using Rondo.Train.CrossValidation;
using Rondo.Train.Tune;

namespace Rondo.Lifecycle.Runs;

/// <summary>What a search found.</summary>
/// <param name="Finished">The completed trials with their folds, by number.</param>
public sealed record SearchOutcome(Study Study, IReadOnlyDictionary<int, CrossValidated> Finished)
{
    /// <summary>The folds of the model's best trial; null when none was completed.</summary>
    public CrossValidated? BestFor(string label) => Study.BestFor(label) is { } trial ? Finished[trial.Number] : null;
}

/// <summary>Cross-validates the models of the file, with their own parameters first and then with those that the search suggests.</summary>
public sealed class ModelSearch(TrainingPlan plan, TrainingRows rows, IReadOnlyList<Fold> folds, RunOptions options)
{
    // The same rows for every trial: whether a model learns by heart shows on some.
    private const int TrainingRowsScored = 5_000;

    private readonly Dictionary<string, ModelEntry> _entries = plan.Models.ToDictionary(m => m.Label, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, CrossValidated> _finished = new();
    private readonly ConcurrentDictionary<int, double> _running = new();
    private readonly ConcurrentDictionary<int, RondoException> _failures = new();
    private readonly ConcurrentDictionary<int, bool> _ended = new();
    private readonly string _metric = PartCatalog.NameOf(plan.Metric);
    private readonly IReadOnlyList<IMetric> _metrics = MetricSet.For(rows.Data.Target.Task);

    private volatile int _done;
    private volatile int _total = Math.Max(1, plan.Trials);
    private TimeBudget? _budget;

    /// <summary>Trials completed so far: all that is left of a search that was cancelled.</summary>
    public IReadOnlyDictionary<int, CrossValidated> Finished => _finished;

    /// <summary>The numbers of all trials that came to an end, also of those that were stopped early or failed.</summary>
    public ImmutableArray<int> Ended => [.. _ended.Keys.Order()];

    /// <param name="log">Where finished trials are kept, so that a killed search goes on; null for a search that is part of a larger one.</param>
    public SearchOutcome Run(TrialLog? log, TimeBudget budget)
    {
        _budget = budget;
        var tune = new TunePlan([.. plan.Models.Select(m => m.Space)], plan.Search)
        {
            Pruner = plan.Pruner,
            Trials = plan.Trials,
            Seed = plan.Seed,
            HigherIsBetter = plan.Metric.HigherIsBetter,
            Threads = options.Threads,
            Deadline = budget.SearchEnds,
            Time = budget.Clock,
            Replay = plan.Replay,
        };
        var study = Search(tune, log);
        foreach (var trial in study.Trials.Where(t => t.State == TrialState.Completed && !_finished.ContainsKey(t.Number)))
            _finished[trial.Number] = TrialText.Read(trial.Text!, _entries[trial.Model].CandidateOf(trial.Parameters), rows.Count);
        return new SearchOutcome(study, _finished);
    }

    // When nothing can be trained, the first reason says more than that nothing could.
    Study Search(TunePlan tune, TrialLog? log)
    {
        try
        {
            return Tuner.Run(tune, Try, log, new Relay<TrialReport>(Report), options.Cancellation);
        }
        catch (RondoException exception) when (exception.Mistakes[0].Code == "all_trials_failed" && !_failures.IsEmpty)
        {
            throw _failures.MinBy(f => f.Key).Value;
        }
    }

    TrialOutcome Try(TrialRequest request, Func<double, bool> goesOn, int threads, CancellationToken cancellation)
    {
        try
        {
            return CrossValidate(request, goesOn, threads, cancellation);
        }
        catch (RondoException exception)
        {
            _running.TryRemove(request.Number, out _);
            _failures[request.Number] = exception;
            // Its message goes into the log of trials.
            throw new RondoException(exception.Mistakes.Select(m => m with { Message = Secrets.Redact(m.Message) }));
        }
    }

    TrialOutcome CrossValidate(TrialRequest request, Func<double, bool> goesOn, int threads, CancellationToken cancellation)
    {
        var candidate = _entries[request.Model].CandidateOf(request.Parameters);
        var context = new FitContext { Seed = plan.Seed, Threads = threads, Cancellation = cancellation };
        var isWhole = true;
        var result = CrossValidator.Run(candidate, rows.Table, rows.Data, folds, _metrics, context, new CrossValidatorOptions
        {
            Progress = new Relay<double>(share => Advance(request.Number, share)),
            GoesOn = (k, scores) => isWhole = k == folds.Count - 1 || FoldStatistics.Mean(scores[_metric]) is not { } mean || goesOn(mean),
            TrainingRowsScored = TrainingRowsScored,
        });
        _running.TryRemove(request.Number, out _);
        if (!isWhole) return new TrialOutcome(result.Mean(_metric));
        _finished[request.Number] = result;
        return new TrialOutcome(result.Mean(_metric), result, TrialText.Write(result));
    }

    // Trials run side by side: one line tells of all of them.
    void Advance(int number, double share)
    {
        _running[number] = share;
        var tried = Math.Min(1, (_done + _running.Values.Sum()) / _total);
        options.Say("train", "searching", Math.Max(tried, _budget?.SearchShareDone ?? 0));
    }

    void Report(TrialReport report)
    {
        var trial = report.Trial;
        _ended[trial.Number] = true;
        (_done, _total) = (report.Done, Math.Max(1, report.Total));
        var what = trial.State switch
        {
            TrialState.Completed => string.Create(CultureInfo.InvariantCulture, $"{_metric} {trial.Score:G5}"),
            TrialState.Pruned => string.Create(CultureInfo.InvariantCulture, $"stopped at {_metric} {trial.Intermediate[^1]:G5} after {trial.Intermediate.Length} of {folds.Count} folds"),
            _ => $"failed: {trial.Message}",
        };
        var best = report.Best is { Score: { } score } ? string.Create(CultureInfo.InvariantCulture, $", best {score:G5} ({report.Best.Model})") : "";
        options.Say("train", string.Create(CultureInfo.InvariantCulture, $"trial {report.Done}{(plan.Trials == int.MaxValue ? "" : $" of {report.Total}")}, {trial.Model}: {what}, {trial.Seconds:0.0} s{best}"));
        if (trial.Score is { } value) options.Record($"trial.{_metric}", trial.Number, value);
    }
}
