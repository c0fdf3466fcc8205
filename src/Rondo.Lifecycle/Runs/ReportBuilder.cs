using System.Collections.Immutable;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Train.CrossValidation;
using Rondo.Train.Judge;
using Rondo.Train.Tune;

namespace Rondo.Lifecycle.Runs;

/// <summary>Puts together what a run found, for people and for report.json.</summary>
public static class ReportBuilder
{
    public static RunReport Build(string run, DateTimeOffset started, ResolvedSpec resolved, Table source, PreparedData data, Trained trained)
    {
        var (define, metric) = (resolved.Spec.Define, resolved.Spec.Train.Metric!);
        var measured = Measured(define, data, trained);
        return new RunReport
        {
            Run = run,
            Name = resolved.Name,
            Model = resolved.Name,
            Started = started,
            Task = PartCatalog.SnakeCase(resolved.Task.ToString()),
            Target = define.Target?.Name,
            TargetExpression = define.Target?.Expression,
            Question = define.Question,
            Hypothesis = define.Hypothesis,
            Owner = define.Owner,
            Metric = metric,
            Best = trained.Best.Model,
            Rows = new RowsReport(data.Train.Length, data.Test.Length) { Dropped = [.. data.Dropped] },
            Columns = [.. Columns(resolved, source)],
            Preparation = [.. Declared(resolved.Spec.Prepare), .. resolved.Reasons.Where(r => r.Path.StartsWith("prepare", StringComparison.Ordinal)).Select(r => new DataStep(r.Path, r.Value, r.Why))],
            Leaderboard = [.. trained.Contenders.Select(Row)],
            Baselines = [.. trained.Contenders.Where(c => c.Folds.Candidate.IsBaseline).Select(c => new BaselineReport(c.Model, Summary(c.Model), Defined(c.TestValues)))],
            Test = [.. trained.Judgement.Test.Where(m => m.Value is not null).Select(m => new MetricReport(m.Metric, m.Value!.Value, m is { Low: { } low, High: { } high } ? new IntervalReport(low, high, 0.95) : null))],
            Diagnostics = Diagnostics.Of(trained.Best.Test),
            Importances = [.. trained.Judgement.Importances.Select(i => new ImportanceReport(i.Column, i.Mean, i.StandardDeviation))],
            Search = trained.Study is { } study ? SearchReportBuilder.Build(resolved, trained, study) : null,
            Replay = trained.Replay,
            Judgement = trained.Judgement.Report,
            Measured = measured,
            Tree = trained.Best.Pipeline.Branches is [{ Model: ForestModel { Trees: 1 } tree } branch]
                ? TreeDrawing.ToText(tree, [.. branch.Encoder.Features.Select(f => f.Name)], trained.Best.Pipeline.Classes, new TreeDrawingOptions { Categories = [.. branch.Encoder.Features.Select((_, i) => (IReadOnlyList<string>)branch.Encoder.Categories(i))] })
                : null,
            Success = [.. Criteria(define, metric, trained, measured), .. Fairness(trained)],
            Leakage = data.Leakage,
            Alerts = [.. resolved.Alerts.Concat(data.Alerts).Concat(Findings(resolved, metric, trained)).Select(a => new AlertReport(a.Code, a.Message, a.Column))],
        };
    }

    static IEnumerable<DataStep> Declared(PrepareSpec prepare)
    {
        const string why = "the file says so";
        foreach (var derived in prepare.Features.Derive) yield return new DataStep("prepare.features.derive", $"{derived.Name} = {derived.Expression}", why);
        foreach (var (column, missing) in prepare.Clean.MissingBy)
            yield return new DataStep("prepare.clean.missing", missing.Constant is null ? $"{column}: {missing.Strategy}" : $"{column}: {missing.Strategy} {missing.Constant}", why);
        foreach (var (column, encoding) in prepare.Features.Encode) yield return new DataStep("prepare.features.encode", $"{column}: {encoding}", why);
        foreach (var (column, rule) in prepare.Clean.OutliersBy) yield return new DataStep("prepare.clean.outliers", $"{column}: {rule}", why);
        foreach (var (column, scaler) in prepare.Features.ScaleBy) yield return new DataStep("prepare.features.scale", $"{column}: {scaler}", why);
        if (prepare.Clean.Categories.MergeSpelling == true) yield return new DataStep("prepare.clean.categories", "variants of one spelling become one value", why);
        if (prepare.Clean.Categories.Rare is { } rare) yield return new DataStep("prepare.clean.categories", FormattableString.Invariant($"categories below {rare:P1} become one"), why);
        if (prepare.Features.Select is { } select) yield return new DataStep("prepare.features.select", select.Keep is { } keep ? $"{select.Method}, {keep} features" : select.Method, why);
        foreach (var column in prepare.Drop.Concat(prepare.Features.Drop)) yield return new DataStep("prepare.drop", column, why);
    }

    static ImmutableSortedDictionary<string, double> Measured(DefineSpec define, PreparedData data, Trained trained)
    {
        var measured = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        measured.Add("latency_p99_ms", Latency.Percentile99(trained.Best.Pipeline, data.TestTable()).TotalMilliseconds);
        measured.Add("model_size_mb", trained.PipelineBytes.Length / 1e6);
        if (define.Costs is { } costs) measured.Add("cost", costs.Matrix.PerRow(trained.Best.Test, trained.Best.Pipeline.Threshold));
        return measured.ToImmutable();
    }

    static IEnumerable<CriterionReport> Criteria(DefineSpec define, string metric, Trained trained, IReadOnlyDictionary<string, double> measured)
    {
        foreach (var (name, bound) in define.Success ?? [])
        {
            if (Measure(name, metric, trained, measured) is { } value) yield return new CriterionReport(name, bound, value, new SuccessCriterion(name, bound).Judge(value));
            else yield return new CriterionReport(name, bound, null, Met: false);
        }
    }

    static IEnumerable<CriterionReport> Fairness(Trained trained) => trained.Judgement.Report.Fairness is { } fairness
        ? [new CriterionReport($"fairness({fairness.Metric} by {fairness.By})", fairness.Bound, fairness.Ratio, fairness.Met)]
        : [];

    static double? Measure(string criterion, string metric, Trained trained, IReadOnlyDictionary<string, double> measured)
    {
        if (measured.TryGetValue(MetricWords.IsCost(criterion) ? "cost" : criterion, out var known)) return known;
        if (MetricWords.IsCost(criterion)) return null;
        if (MetricWords.PrecisionOf(criterion) is { } precision) return ThresholdChoice.RecallAtPrecision(trained.Best.Test, precision).Value;
        if (criterion != MetricWords.BeatsBaseline) return trained.Best.TestValues.GetValueOrDefault(criterion);
        return trained.Best.TestValues[metric] is { } model && trained.BestBaseline?.TestValues[metric] is { } baseline
            ? SuccessCriterion.ShareOfErrorBeaten(metric, model, baseline)
            : null;
    }

    static IEnumerable<SpecAlert> Findings(ResolvedSpec resolved, string metric, Trained trained)
    {
        if (trained.Best.Folds.Candidate.IsBaseline)
            yield return new SpecAlert("no_model_in_time", $"No model was finished within {resolved.Spec.Train.Tune.Timeout}; this is the baseline {trained.Best.Model}. Give `train.tune.timeout` more.");
        else if (!trained.Best.IsRefitted && !trained.IsCancelled)
            yield return new SpecAlert("not_refitted", "There was no time left to fit the best model on all training rows: it is, or a part of it, as the first fold left it. Give `train.tune.timeout` more.");
        if (trained.Judgement.LeftOut is { Length: > 0 } leftOut)
            yield return new SpecAlert("not_judged", $"There was no time left for {string.Join(", ", leftOut)}. Give `train.tune.timeout` more.");
        var part = RondoParts.Catalog.Create<IMetric>(metric);
        if (trained.Best.TestValues[metric] is { } value && trained.BestBaseline?.TestValues[metric] is { } bar && !part.IsBetter(value, bar))
        {
            yield return new SpecAlert("no_better_than_baseline", FormattableString.Invariant(
                $"{trained.Best.Model} has {metric} {value:G5} on the test rows; the baseline {trained.BestBaseline!.Model} has {bar:G5}."));
        }
        foreach (var failed in FailedModels(trained)) yield return failed;
        if (trained.Judgement.Report.Fit is { IsOverfitted: true } fit) yield return new SpecAlert("overfitted", fit.Message);
        if (trained.Judgement.Report.WeakSlices is [var weakest, ..])
            yield return new SpecAlert("weak_slice", $"The model is significantly worse where {weakest.Slice} ({weakest.Rows} test rows).");
        foreach (var measured in trained.Judgement.Test.Where(m => m.Value is null))
            yield return new SpecAlert("undefined_metric", $"{measured.Metric} is undefined on the test rows: {measured.Reason}.");
        if (trained.IsCancelled)
            yield return new SpecAlert("cancelled", "The run was cancelled; this is the best model so far, fitted on a part of the training rows.");
    }

    // A model of the file that is not on the leaderboard has to be told of.
    static IEnumerable<SpecAlert> FailedModels(Trained trained) =>
        from trial in trained.Study?.Trials ?? []
        where trial.State != TrialState.Completed && trained.Study!.BestFor(trial.Model) is null
        group trial by trial.Model into model
        let first = model.FirstOrDefault(t => t.State == TrialState.Failed)
        where first is not null
        select new SpecAlert("model_failed", $"{model.Key} could not be trained: {first.Message}");

    static IEnumerable<ColumnReport> Columns(ResolvedSpec resolved, Table source)
    {
        var dropped = resolved.Dropped.ToDictionary(d => d.Name, d => d.Why, StringComparer.Ordinal);
        foreach (var field in source.Schema.Fields)
        {
            var column = source[field.Name];
            var isFeature = resolved.Features.Contains(field.Name);
            var reason = isFeature ? "a feature"
                : dropped.TryGetValue(field.Name, out var why) ? why
                : resolved.Inputs.Contains(field.Name) ? "only derived features read it"
                : "dropped by the file, or part of the target";
            yield return new ColumnReport(field.Name, field.Type.Word, column.CountMissing(), (column as TextColumn)?.Dictionary.Length, isFeature || resolved.Inputs.Contains(field.Name), reason);
        }
    }

    static LeaderboardRow Row(Contender contender) => new()
    {
        Model = contender.Model,
        Params = ReportJson.Params(contender.Folds.Candidate.Parameters),
        Cv = Folds(contender.Folds),
        Test = Defined(contender.TestValues),
        FitSeconds = contender.Folds.FitSeconds,
        PredictUsPerRow = contender.Folds.PredictMicrosecondsPerRow,
        Note = contender.Folds.Candidate.IsBaseline ? "baseline" : null,
    };

    static ImmutableSortedDictionary<string, FoldScores> Folds(CrossValidated result) => result.Scores
        .Where(s => result.Mean(s.Key) is not null)
        .ToImmutableSortedDictionary(s => s.Key, s => new FoldScores(result.Mean(s.Key)!.Value, result.StandardDeviation(s.Key), [.. s.Value.OfType<double>()]), StringComparer.Ordinal);

    static ImmutableSortedDictionary<string, double> Defined(IReadOnlyDictionary<string, double?> values) =>
        values.Where(v => v.Value is not null).ToImmutableSortedDictionary(v => v.Key, v => v.Value!.Value, StringComparer.Ordinal);

    static string Summary(string algorithm) => RondoParts.Catalog.Find<IAlgorithm>(algorithm)!.Summary;
}
