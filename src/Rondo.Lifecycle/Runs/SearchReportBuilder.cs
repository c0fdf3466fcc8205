using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Train.CrossValidation;
using Rondo.Train.Tune;

namespace Rondo.Lifecycle.Runs;

/// <summary>The search as the report tells it.</summary>
static class SearchReportBuilder
{
    public static SearchReport? Build(ResolvedSpec resolved, Trained trained, Study study)
    {
        var tune = resolved.Spec.Train.Tune;
        if (tune.Search is null or "none" && trained.Judgement.Nested is null) return null;
        return new SearchReport
        {
            Search = tune.Search ?? "none",
            Trials = [.. study.Trials.Select(t => Row(study, t))],
            Ensemble = [.. trained.Ensemble.Select(m => new EnsembleMember(m.Candidate.Candidate.Model, ReportJson.Params(m.Candidate.Candidate.Parameters), m.Weight))],
            HasMetDeadline = study.HasMetDeadline,
            Importances = [.. Train.Tune.ParameterImportance.Of(study).Select(i => new Reports.ParameterImportance(i.Model, i.Parameter, i.Share))],
            // Without a budget the file alone repeats the run.
            Replay = trained.Replay?.Trials ?? [],
            Refit = trained.Replay?.Refit,
            Nested = trained.Judgement.Nested is { } nested ? ScoresOf(nested) : null,
        };
    }

    static TrialRow Row(Study study, Trial trial) => new(
        trial.Number, trial.Model, ReportJson.Params(trial.Parameters), PartCatalog.SnakeCase(trial.State.ToString()),
        trial.State == TrialState.Pruned ? trial.Intermediate[^1] : trial.Score, trial.Seconds, trial.Message);

    static FoldScores? ScoresOf(NestedScores nested) =>
        FoldStatistics.Mean(nested.Folds) is { } mean ? new FoldScores(mean, FoldStatistics.StandardDeviation(nested.Folds), [.. nested.Folds.OfType<double>()]) : null;
}
