using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Fills in the section <c>train</c>.</summary>
static class TrainDefaults
{
    const int FewestClusters = 2;
    const int MostClusters = 10;
    const int EnoughForNetworks = 5_000;
    const int Folds = 5;
    const int Repeats = 3;
    const int FewRows = 1_000;
    const int ManyRows = 200_000;
    const double RareShare = 0.2;

    public static TrainSpec Fill(TrainSpec train, TargetPlan target, DefineSpec define, PrepareSpec prepare, PartCatalog parts, Findings findings)
    {
        if (train.Metric is not null) DefineDefaults.RefuseOtherTask("train.metric", train.Metric, target.Task, findings);
        var cv = FillCv(train.Cv, target, prepare, findings);
        RefuseSmallFolds(cv, target, prepare.Split, findings);
        var filled = train with
        {
            Metric = train.Metric ?? Metric(target, findings),
            Models = train.IsAuto ? [] : Models(train, target, prepare.Balance == "class_weight", parts, findings),
            Cv = cv,
            Calibrate = JudgementDefaults.Calibrate(train, target, findings),
            Threshold = JudgementDefaults.Threshold(train, define, target, findings),
            Evaluate = JudgementDefaults.Fill(train.Evaluate, target, findings),
        };
        return filled with { Tune = TuneDefaults.Fill(filled, target, parts, findings) };
    }

    static string Metric(TargetPlan target, Findings findings)
    {
        const string path = "train.metric";
        if (target.Task == TaskKind.Clustering) return findings.Default(path, "silhouette", "of clusters");
        if (target.Task == TaskKind.Regression) return findings.Default(path, "rmse", "of a regression");
        if (target.Task == TaskKind.Multiclass) return findings.Default(path, "log_loss", "of more than two classes");
        var share = (double)target.Rarest.Count / target.Profile.Known;
        var percent = string.Create(CultureInfo.InvariantCulture, $"the rarer class has {100 * share:0.#}% of the rows");
        return findings.Default(path, share < RareShare ? "pr_auc" : "roc_auc", percent);
    }

    static ImmutableArray<ModelSpec> Models(TrainSpec train, TargetPlan target, bool isBalanced, PartCatalog parts, Findings findings)
    {
        var models = train.Models.Length > 0 ? train.Models : Usual(target, findings);
        for (var i = 0; i < train.Models.Length; i++)
        {
            var model = train.Models[i];
            if (parts.Create<IAlgorithm>(model.Name, model.Parameters).Learns(target.Task)) continue;
            var learners = parts.OfKind("algorithm").Where(p => parts.Create<IAlgorithm>(p.Name).Learns(target.Task)).Select(p => p.Name);
            findings.Wrong(string.Create(CultureInfo.InvariantCulture, $"train.models[{i}]"), "wrong_task",
                $"'{model.Name}' does not learn a {DefineDefaults.TaskWord(target.Task)} task.", $"These do: {string.Join(", ", learners)}.");
        }
        return [.. models.Select(model => WithAllParameters(model, target, isBalanced, parts, findings))];
    }

    static ImmutableArray<ModelSpec> Usual(TargetPlan target, Findings findings)
    {
        const string path = "train.models";
        if (target.Task == TaskKind.Clustering)
        {
            findings.Default(path, "k_means", $"with {FewestClusters} to {MostClusters} clusters; the metric chooses");
            return [.. Enumerable.Range(FewestClusters, MostClusters - FewestClusters + 1).Select(n =>
                new ModelSpec("k_means", ModelSpec.NoParameters.Add("n_clusters", (long)n)))];
        }
        var names = new List<string> { target.Task == TaskKind.Regression ? "ridge" : "logistic_regression", "random_forest", "gradient_boosting" };
        var isForNetworks = target.Profile.Known is >= EnoughForNetworks and <= ManyRows;
        if (isForNetworks) names.Add("mlp");
        findings.Default(path, string.Join(", ", names), isForNetworks ? "a linear model, trees, and a network" : "a linear model and trees");
        return [.. names.Select(name => new ModelSpec(name))];
    }

    // A later version may have other defaults; a run keeps those that it began with.
    static ModelSpec WithAllParameters(ModelSpec model, TargetPlan target, bool isBalanced, PartCatalog parts, Findings findings)
    {
        var usual = PartCatalog.PlainValues(parts.Create<IAlgorithm>(model.Name, model.Parameters));
        var sized = PartCatalog.PlainValues(parts.Create<IAlgorithm>(model.Name).DefaultsFor(target.Profile.Known));
        var why = string.Create(CultureInfo.InvariantCulture, $"suits {target.Profile.Known:N0} rows");
        var parameters = usual.Where(p => p.Value is not null).ToImmutableSortedDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        foreach (var key in usual.Keys.Where(key => !model.Parameters.ContainsKey(key) && JsonSerializer.Serialize(usual[key]) != JsonSerializer.Serialize(sized[key])))
            parameters = parameters.SetItem(key, findings.Default($"train.models.{model.Name}.{key}", sized[key], why));
        const string classWeight = "class_weight";
        if (isBalanced && parameters.ContainsKey(classWeight) && !model.Parameters.ContainsKey(classWeight))
            parameters = parameters.SetItem(classWeight, findings.Default($"train.models.{model.Name}.{classWeight}", "balanced", "prepare.balance says so"));
        return model with { Parameters = parameters };
    }

    static CrossValidationSpec FillCv(CrossValidationSpec cv, TargetPlan target, PrepareSpec prepare, Findings findings)
    {
        if (cv.Strategy == "stratified" && !target.Task.HasClasses)
            findings.Wrong("train.cv.strategy", "wrong_task", $"Stratified folds need classes; this task is {DefineDefaults.TaskWord(target.Task)}.", "Use `strategy: k_fold`.");
        var strategy = cv.Strategy ?? Strategy(cv, target, prepare, findings);
        var repeats = strategy is "time_series" or "holdout" ? cv.Repeats : cv.Repeats ?? DefaultRepeats(target, findings);
        return cv with
        {
            Strategy = strategy,
            Folds = cv.Folds ?? findings.Default("train.cv.folds", Folds, strategy == "holdout" ? "one part in five is held out" : "the usual number"),
            Repeats = repeats,
        };
    }

    static int DefaultRepeats(TargetPlan target, Findings findings) => target.Profile.Known < FewRows
        ? findings.Default("train.cv.repeats", Repeats, "fewer than 1,000 rows")
        : findings.Default("train.cv.repeats", 1, "1,000 rows or more");

    static string Strategy(CrossValidationSpec cv, TargetPlan target, PrepareSpec prepare, Findings findings)
    {
        const string path = "train.cv.strategy";
        var split = prepare.Split;
        var wantsFolds = cv.Folds is not null || cv.Repeats > 1 || cv.Gap is not null;
        if (target.Profile.Known > ManyRows && !wantsFolds) return findings.Default(path, "holdout", "more than 200,000 rows: one part tells enough");
        if (split.Strategy == "time") return findings.Default(path, "time_series", "the split is by time");
        if (split.Group is not null) return findings.Default(path, "group", "rows of one group stay together");
        // The column may well divide the rows by time; random folds would then tell less than the truth about the future.
        if (split.Strategy == "column" && prepare.Time is not null) return findings.Default(path, "time_series", "there is a time: folds must not look ahead");
        return !target.Task.HasClasses
            ? findings.Default(path, "k_fold", target.Task == TaskKind.Regression ? "the target is a number" : "there are no classes to predict")
            : findings.Default(path, "stratified", "the target has classes");
    }

    static void RefuseSmallFolds(CrossValidationSpec cv, TargetPlan target, SplitSpec split, Findings findings)
    {
        var folds = cv.Folds!.Value;
        var left = 1 - (split.Test ?? 0);
        if (target.Profile.Known * left < 2 * folds)
        {
            findings.Wrong("train.cv.folds", "too_few_rows", string.Create(CultureInfo.InvariantCulture, $"{target.Profile.Known} rows with a target are too few for a test and {folds} folds."), "Bring more rows.");
            return;
        }
        if (!target.Task.HasClasses || target.Rarest is not { Count: > 1 } rarest || rarest.Count * left >= folds) return;
        var message = string.Create(CultureInfo.InvariantCulture, $"The class '{rarest.Name}' has {rarest.Count} rows, too few for a test and {folds} folds");
        if (target.Task == TaskKind.Binary)
            findings.Wrong("train.cv.folds", "single_class_fold", $"{message}: some fold would have one class only.", "Bring more rows of it, or set `train.cv.folds` lower.");
        else
            findings.Alerts.Add(new SpecAlert("small_class", $"{message}: some folds have none of it."));
    }
}
