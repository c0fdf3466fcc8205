using System.Collections.Immutable;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Explanations;
using Rondo.Engine.Numerics;
using Rondo.Lifecycle.Reports;
using Rondo.Train.CrossValidation;
using Rondo.Train.Judge;

namespace Rondo.Lifecycle.Runs;

/// <summary>What is found out about the best model.</summary>
/// <param name="Test">Its metrics on the test rows.</param>
public sealed record Judgement(IReadOnlyList<MeasuredMetric> Test)
{
    // Importances need a stable order of columns, not every row.
    private const int ImportanceRows = 20_000;
    private const int ExplainedRows = 1_000;
    private const int SampledRows = 100;
    // Exact contributions take time by the nodes of the trees, and so by the model's size.
    private const long QuicklyExplained = 2_000_000;
    private const int DependenceColumns = 6;

    public IReadOnlyList<Importance> Importances { get; init; } = [];

    public NestedScores? Nested { get; init; }

    public JudgementReport Report { get; init; } = new();

    /// <summary>What there was no time for.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>The metrics alone.</summary>
    public static Judgement Brief(Contender best, TrainingPlan plan, RunOptions options) =>
        new(Evaluation.Measure(best.Test, plan.Seed, options.Threads, options.Cancellation));

    public static Judgement Of(
        Contender best, CrossValidated? baseline, PreparedData data, TrainingRows rows, TrainingPlan plan, Finished finish, int pipelineBytes, NestedScores? nested, RunOptions options, TimeBudget budget)
    {
        if (data.Target.Task == TaskKind.Clustering) return Brief(best, plan, options) with { Nested = nested };
        var explain = plan.Spec.Evaluate.Explain ?? [];
        var judging = new Judging(budget, options);
        // What is asked for most often comes first, for time may run out.
        var importances = explain.Contains("permutation") ? judging.Within("permutation importances", [], o => Importance(best, data, plan, o)) : [];
        var weak = judging.Within("weak slices", [], o => Slices.Weak(best, data, o));
        var contributions = explain.Contains("shap") ? judging.Within("contributions", null, o => Contributions(best, data, plan, pipelineBytes, o)) : null;
        ImmutableArray<DependenceReport> dependence = explain.Contains("partial_dependence") ? judging.Within("partial dependence", [], o => Dependence(best, data, plan, o)) : [];
        ImmutableArray<LearningRow> curve = plan.Spec.Evaluate.LearningCurve == true ? judging.Within("the learning curve", [], o => Curve(best, rows, plan, o)) : [];
        return Brief(best, plan, options) with
        {
            Nested = nested,
            Importances = importances,
            LeftOut = [.. judging.LeftOut],
            Report = new JudgementReport
            {
                Calibration = finish.Calibration,
                Threshold = ThresholdOf(best, finish, plan),
                Intervals = Coverage(best, plan),
                Fit = FitOf(best, baseline, plan),
                LearningCurve = curve,
                WeakSlices = weak,
                Slices = Slices.Declared(best, data, plan),
                Fairness = Slices.Fairness(best, data, plan),
                Contributions = contributions,
                PartialDependence = dependence,
            },
        };
    }

    static IReadOnlyList<Importance> Importance(Contender best, PreparedData data, TrainingPlan plan, RunOptions options)
    {
        options.Say("evaluate", "permutation importances");
        var (table, target) = Sample(data, ImportanceRows, plan.Seed);
        return PermutationImportance.Compute(best.Pipeline, table, target, plan.Metric, plan.Seed, options.Threads, options.Cancellation);
    }

    static ThresholdReport? ThresholdOf(Contender best, Finished finish, TrainingPlan plan)
    {
        if (finish.Threshold is not var (value, rule)) return null;
        if (plan.Costs is not { } costs) return new ThresholdReport(value, rule);
        return new ThresholdReport(value, rule, costs.Matrix.PerRow(best.Test, value), costs.Matrix.PerRow(best.Test, 0.5));
    }

    static CoverageReport? Coverage(Contender best, TrainingPlan plan)
    {
        if (plan.Spec.Evaluate.Intervals is not { } level || best.Pipeline.Intervals is not { } intervals || intervals.HalfWidth(level) is not { } half) return null;
        return new CoverageReport(level, half, Conformal.Coverage(intervals, level, best.Test.Target.Values, best.Test.Predictions));
    }

    static FitReport? FitOf(Contender best, CrossValidated? baseline, TrainingPlan plan) =>
        OverfittingCheck.Judge(best.Folds, plan.Metric, baseline) is { } fitness
            ? new FitReport(fitness.Train, fitness.Validation, fitness.IsOverfitted, fitness.Finding ?? "What was learned holds on unseen rows.")
            : null;

    static ImmutableArray<LearningRow> Curve(Contender best, TrainingRows rows, TrainingPlan plan, RunOptions options)
    {
        var candidate = best.Folds.Candidate with { Recipe = best.Folds.Refit };
        if (best.Pipeline.Branches.Length > 1) return [];
        var context = new FitContext { Seed = plan.Seed, Threads = options.Threads, Cancellation = options.Cancellation };
        var progress = new Relay<double>(share => options.Say("evaluate", "learning curve", share));
        return [.. LearningCurve.Compute(candidate, rows.Table, rows.Data, plan.Folds[0], plan.Metric, context, progress).Select(p => new LearningRow(p.Rows, p.Train, p.Validation))];
    }

    // The columns that contribute most are the ones worth a curve.
    static ImmutableArray<DependenceReport> Dependence(Contender best, PreparedData data, TrainingPlan plan, RunOptions options)
    {
        options.Say("evaluate", "partial dependence");
        var table = data.TestTable();
        var columns = best.Pipeline.MeanContributions(table, plan.Seed, SampledRows, options.Threads, options.Cancellation)
            .Select(c => c.Column).Where(best.Pipeline.Input.Contains).Take(DependenceColumns);
        return
        [
            .. columns.Where(c => table[c].CountMissing() < table.RowCount).Select(column =>
            {
                var curve = PartialDependence.Compute(best.Pipeline, table, column, seed: plan.Seed, threads: options.Threads, cancellation: options.Cancellation);
                // Of several classes the first; of two the positive one.
                var values = Enumerable.Range(0, curve.Grid.Length).Select(i => TargetProfile.NameOf(curve.Grid, i));
                return new DependenceReport(column, [.. values], [.. Enumerable.Range(0, curve.Grid.Length).Select(i => curve.Mean[i * curve.Outputs.Length])]);
            }),
        ];
    }

    static ContributionReport Contributions(Contender best, PreparedData data, TrainingPlan plan, int pipelineBytes, RunOptions options)
    {
        options.Say("evaluate", "contributions to predictions");
        var table = data.TestTable();
        // One row tells whether the model splits its own score; if not, each row takes thousands of predictions.
        var explanation = best.Pipeline.Explain(table.Take([0]), options.Threads, options.Cancellation);
        var count = explanation.IsExact ? Math.Clamp((int)(ExplainedRows * QuicklyExplained / pipelineBytes), SampledRows, ExplainedRows) : SampledRows;
        var columns = best.Pipeline.MeanContributions(table, plan.Seed, count, options.Threads, options.Cancellation).Select(c => new ColumnContribution(c.Column, c.Mean));
        return new ContributionReport(Engine.Catalog.PartCatalog.SnakeCase(explanation.Space.ToString()), explanation.IsExact, [.. columns]);
    }

    static (Table Table, Target Target) Sample(PreparedData data, int count, ulong seed)
    {
        var (table, target) = (data.TestTable(), data.TestTarget());
        if (table.RowCount <= count) return (table, target);
        var chosen = new CounterRandom(seed, "importance_rows").Sample(table.RowCount, count);
        return (table.Take(chosen), target.Take(chosen));
    }
}
