using System.Collections.Immutable;
using System.Globalization;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Fills in the section <c>define</c>.</summary>
static class DefineDefaults
{
    const double ShareToBeat = 0.1;

    public static DefineSpec Fill(DefineSpec define, TargetPlan target, Findings findings)
    {
        if (define.Target is { } spec && target.Task != TaskKind.Clustering)
        {
            AlertMissing(spec, target, findings);
            RefuseSmallClasses(spec, target, findings);
        }
        CheckCosts(define, target, findings);
        CheckSuccess(define, target, findings);
        CheckBaseline(define, target, findings);
        if (target.Task == TaskKind.Clustering)
        {
            if (define.Success is null) findings.Default("define.success", "nothing", "clusters have no baseline to beat");
            return define with { Task = target.Task, Success = define.Success ?? [] };
        }
        var isRegression = target.Task == TaskKind.Regression;
        return define with
        {
            Task = target.Task,
            Positive = Positive(define, target, findings),
            Baseline = define.Baseline
                ?? (isRegression ? findings.Default("define.baseline", "median", "of a regression") : findings.Default("define.baseline", "prior", "of classes")),
            Success = define.Success
                ?? [findings.Default($"define.success.{MetricWords.BeatsBaseline}", new BoundSpec(MetricWords.BeatsBaseline, ShareToBeat), "better than the baseline by 10% of its error")],
        };
    }

    static void AlertMissing(TargetSpec spec, TargetPlan target, Findings findings)
    {
        if (target.Profile.Missing == 0) return;
        findings.Alerts.Add(new SpecAlert("missing_target",
            string.Create(CultureInfo.InvariantCulture, $"{target.Profile.Missing} of {target.Profile.Rows} rows have no '{spec.Name}' and are dropped."), spec.Name));
    }

    static void RefuseSmallClasses(TargetSpec spec, TargetPlan target, Findings findings)
    {
        var single = target.Classes.Where(c => c.Count == 1).ToArray();
        if (single.Length == 0) return;
        var names = string.Join(", ", single.Take(3).Select(c => $"'{c.Name}'")) + (single.Length > 3 ? string.Create(CultureInfo.InvariantCulture, $" and {single.Length - 3} more") : "");
        findings.Wrong(TargetPlan.PathOf(spec), "single_row_class", single.Length == 1
            ? $"The class {names} of the target '{spec.Name}' has one row: it can't be both learned and tested."
            : string.Create(CultureInfo.InvariantCulture, $"{single.Length} classes of the target '{spec.Name}' have one row each: {names}. They can't be both learned and tested."),
            "Bring more rows of it, merge it with another class, or leave its rows out.");
    }

    static void CheckSuccess(DefineSpec define, TargetPlan target, Findings findings)
    {
        foreach (var bound in define.Success ?? [])
        {
            var path = $"define.success.{bound.Metric}";
            RefuseOtherTask(path, bound.Metric, target.Task, findings);
            if (MetricWords.IsCost(bound.Metric) && define.Costs is null)
                findings.WrongKey(path, "missing_key", $"'{bound.Metric}' needs to know what mistakes cost.", "Add `costs: { false_positive: ..., false_negative: ... }` to `define:`.");
        }
    }

    static void CheckCosts(DefineSpec define, TargetPlan target, Findings findings)
    {
        if (define.Costs is null || target.Task == TaskKind.Binary) return;
        findings.WrongKey("define.costs", "wrong_task", $"Costs of false positives and negatives go with a binary task; this one is {TaskWord(target.Task)}.", "Remove them.");
    }

    /// <summary>Notes a metric that the task has no value of.</summary>
    public static void RefuseOtherTask(string path, string metric, TaskKind task, Findings findings)
    {
        var word = MetricWords.Find(metric)!;
        if (word.Tasks.Contains(task)) return;
        var known = MetricWords.Predictive.Where(m => m.Tasks.Contains(task)).Select(m => m.Name);
        findings.WrongKey(path, "wrong_metric", $"'{metric}' is no metric of a {TaskWord(task)} task.", $"Known for it: {string.Join(", ", known)}.");
    }

    public static string TaskWord(TaskKind task) => Engine.Catalog.PartCatalog.SnakeCase(task.ToString());

    static void CheckBaseline(DefineSpec define, TargetPlan target, Findings findings)
    {
        var ofRegression = define.Baseline is "median" or "mean";
        if (define.Baseline is not null && ofRegression != (target.Task == TaskKind.Regression))
            findings.Wrong("define.baseline", "wrong_baseline", $"'{define.Baseline}' is no baseline of a {TaskWord(target.Task)} task.", ofRegression ? "Use prior or one_rule." : "Use median or mean.");
    }

    static string? Positive(DefineSpec define, TargetPlan target, Findings findings)
    {
        if (target.Task != TaskKind.Binary || define.Target is null)
        {
            if (define.Positive is not null)
                findings.WrongKey("define.positive", "conflicting_keys", $"'define.positive' goes with a binary task; this one is {TaskWord(target.Task)}.", "Remove it.");
            return null;
        }
        return define.Positive is { } given ? Given(given, define.Target, target, findings) : Inferred(define.Target, target, findings);
    }

    static string? Given(string word, TargetSpec spec, TargetPlan target, Findings findings)
    {
        var names = target.Classes.Select(c => c.Name).ToArray();
        if (names.Contains(word, StringComparer.Ordinal)) return word;
        // 1.0 in the file is the class 1, and True the class true.
        var spelled = CoreSchema.TypeOf(word) switch
        {
            bool flag => flag ? "true" : "false",
            long whole => whole.ToString(CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => word,
        };
        if (target.Column!.Type != ColumnType.Text && names.Contains(spelled, StringComparer.Ordinal)) return spelled;
        findings.Wrong("define.positive", "unknown_class", $"'{word}' is no class of the target '{spec.Name}'.",
            Spelling.DidYouMean(word, names) ?? $"The classes are {string.Join(", ", names)}.");
        return null;
    }

    static string Inferred(TargetSpec spec, TargetPlan target, Findings findings)
    {
        if (spec.Expression is not null && target.Column!.Type == ColumnType.Boolean)
            return findings.Default("define.positive", "true", "the target is a condition");
        var (first, second) = (target.Classes[0], target.Classes[1]);
        var positive = first.Count < second.Count ? first : second;
        var why = first.Count == second.Count ? "both classes are equally frequent; this is the last in order"
            : string.Create(CultureInfo.InvariantCulture, $"the rarer class, {positive.Count} of {target.Profile.Known} rows");
        findings.Alerts.Add(new SpecAlert("positive_inferred", $"'{positive.Name}' is taken as the positive class ({why}). Confirm it with `define.positive`.", spec.Name));
        return findings.Default("define.positive", positive.Name, why);
    }
}
