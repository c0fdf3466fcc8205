using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Fills in how the best model is judged and made honest: calibration, threshold, explanations, intervals.</summary>
static class JudgementDefaults
{
    const double Level = 0.9;
    // The best model is fitted five more times for it.
    const int FewEnoughForCurve = 20_000;

    public static string? Calibrate(TrainSpec train, TargetPlan target, Findings findings)
    {
        const string path = "train.calibrate";
        if (target.Task.HasClasses) return train.Calibrate ?? findings.Default(path, "auto", "isotonic when probabilities are off (ece above 0.05), else none");
        if (train.Calibrate is not (null or "none"))
            findings.Wrong(path, "wrong_task", $"Only probabilities are calibrated; this task is {DefineDefaults.TaskWord(target.Task)}.", "Remove it.");
        return null;
    }

    public static string? Threshold(TrainSpec train, DefineSpec define, TargetPlan target, Findings findings)
    {
        const string path = "train.threshold";
        if (train.Threshold is not null && target.Task != TaskKind.Binary)
            findings.Wrong(path, "wrong_task", $"A threshold goes with a binary task; this one is {DefineDefaults.TaskWord(target.Task)}.", "Remove it.");
        if (train.Threshold == "min_cost" && define.Costs is null)
            findings.Wrong(path, "missing_key", "The cheapest threshold depends on what mistakes cost.", "Add `costs: { false_positive: ..., false_negative: ... }` to `define:`.");
        if (target.Task != TaskKind.Binary || train.Threshold is not null) return train.Threshold;
        return define.Costs is null ? findings.Default(path, "0.5", "the more probable class") : findings.Default(path, "min_cost", "define.costs says what mistakes cost");
    }

    public static EvaluateSpec Fill(EvaluateSpec evaluate, TargetPlan target, Findings findings)
    {
        if (evaluate.Intervals is not null && target.Task != TaskKind.Regression)
            findings.Wrong("train.evaluate.intervals", "wrong_task", $"Intervals go with a regression; this task is {DefineDefaults.TaskWord(target.Task)}.", "Remove it.");
        if (evaluate.Fairness is { } fairness) DefineDefaults.RefuseOtherTask("train.evaluate.fairness.metric", fairness.Metric, target.Task, findings);
        if (target.Task == TaskKind.Clustering) return OfClusters(evaluate, findings);
        return evaluate with
        {
            Explain = evaluate.Explain ?? Explain(findings),
            Intervals = target.Task == TaskKind.Regression ? evaluate.Intervals ?? findings.Default("train.evaluate.intervals", Level, "nine in ten") : null,
            LearningCurve = evaluate.LearningCurve ?? LearningCurve(target, findings),
        };
    }

    static EvaluateSpec OfClusters(EvaluateSpec evaluate, Findings findings)
    {
        const string why = "clusters have no target to explain or to learn";
        if (evaluate.Explain is null) findings.Default("train.evaluate.explain", "nothing", why);
        if (evaluate.LearningCurve is null) findings.Default("train.evaluate.learning_curve", false, why);
        return evaluate with { Explain = [], LearningCurve = false };
    }

    static ImmutableArray<string> Explain(Findings findings)
    {
        findings.Default("train.evaluate.explain", "permutation, shap", "of the best model, on test rows");
        return ["permutation", "shap"];
    }

    static bool LearningCurve(TargetPlan target, Findings findings)
    {
        var isCheap = target.Profile.Known <= FewEnoughForCurve;
        return findings.Default("train.evaluate.learning_curve", isCheap, string.Create(CultureInfo.InvariantCulture, $"it fits the best model anew, and there are {(isCheap ? "at most" : "more than")} {FewEnoughForCurve:N0} rows"));
    }
}
