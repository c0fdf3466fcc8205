using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Train.Tune;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Fills in how parameters are searched.</summary>
public static class TuneDefaults
{
    const int Trials = 20;
    const string AutoTimeout = "60s";
    // One trial of so many rows takes as long as it takes to fit the final model.
    const int ManyRows = 200_000;

    // In the order in which a short budget gets to them: each as strong as it is quick.
    private static readonly string[] s_families =
        ["ridge", "logistic_regression", "gradient_boosting", "random_forest", "extra_trees", "mlp", "elastic_net", "k_nearest_neighbors", "naive_bayes", "k_means"];

    internal static TuneSpec Fill(TrainSpec train, TargetPlan target, PartCatalog parts, Findings findings)
    {
        var tune = train.Tune;
        if (train.IsAuto && tune.Search == "none")
            findings.Wrong("train.tune.search", "conflicting_keys", "`models: auto` is a search.", "Remove `search: none`, or name the models.");
        CheckModels(train, tune, target, parts, findings);
        var search = tune.Search ?? Search(train, target, findings);
        if (search == "none") return new TuneSpec { Search = search };
        var isGrid = search == "grid";
        var space = tune.Space.Count > 0 || isGrid ? tune.Space : Space(train, target, parts, findings);
        if (isGrid && space.Count == 0)
            findings.Wrong("train.tune.search", "missing_key", "A grid needs to know the values to try.", "Add `space: { ridge.alpha: [0.1, 1, 10] }` to `tune:`.");
        return tune with
        {
            Search = search,
            Trials = tune.Trials ?? (train.IsAuto || isGrid ? null : findings.Default("train.tune.trials", Trials, "enough for a few parameters; more find a little more")),
            Timeout = tune.Timeout ?? (train.IsAuto && tune.Trials is null ? findings.Default("train.tune.timeout", AutoTimeout, "the automatic mode needs a budget") : null),
            Pruner = tune.Pruner ?? findings.Default("train.tune.pruner", isGrid ? "none" : "median", isGrid ? "a grid shows every value" : "hopeless trials end early"),
            Space = space,
        };
    }

    /// <summary>The algorithms that the automatic mode tries, the first ones first.</summary>
    public static IEnumerable<string> AutoModels(TaskKind task, PartCatalog parts) =>
        s_families.Where(name => parts.Find<IAlgorithm>(name) is not null && parts.Create<IAlgorithm>(name).Learns(task));

    /// <summary>The ranges of one algorithm's parameters.</summary>
    public static ImmutableSortedDictionary<string, object?> RangesOf(string algorithm, ImmutableSortedDictionary<string, object> space) =>
        space.Where(s => s.Key.StartsWith(algorithm + ".", StringComparison.Ordinal))
            .ToImmutableSortedDictionary(s => s.Key[(algorithm.Length + 1)..], s => (object?)s.Value, StringComparer.Ordinal);

    static string Search(TrainSpec train, TargetPlan target, Findings findings)
    {
        const string path = "train.tune.search";
        if (train.IsAuto) return findings.Default(path, "bayesian", "it learns from earlier trials");
        if (target.Task == TaskKind.Clustering) return findings.Default(path, "none", "the number of clusters is all there is to choose");
        var isAsked = train.Tune.Trials is not null || train.Tune.Timeout is not null || train.Tune.Space.Count > 0 || train.Tune.Replay is not null;
        if (target.Profile.Known > ManyRows && !isAsked)
            return findings.Default(path, "none", string.Create(CultureInfo.InvariantCulture, $"more than {ManyRows:N0} rows: each trial would take long, so it has to be asked for"));
        if (train.Cv.Strategy == "time_series" && !isAsked)
            return findings.Default(path, "none", "the first folds in time order have few rows and favour small models; the final one has all");
        return findings.Default(path, "bayesian", "it learns from earlier trials");
    }

    // What a later version would search may differ; a run keeps the ranges that it began with.
    static ImmutableSortedDictionary<string, object> Space(TrainSpec train, TargetPlan target, PartCatalog parts, Findings findings)
    {
        var space = ImmutableSortedDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        var names = train.IsAuto ? AutoModels(target.Task, parts).Select((name, i) => (name, -1)) : train.Models.Select((m, i) => (m.Name, i));
        foreach (var (name, index) in names)
        {
            if (parts.Find<IAlgorithm>(name) is not { } part) continue;
            foreach (var dimension in SearchSpace.Of(part).Dimensions)
            {
                var key = $"{name}.{dimension.Name}";
                // A value that the file gives is meant.
                if (index >= 0 && findings.IsGiven(string.Create(CultureInfo.InvariantCulture, $"train.models[{index}].{name}.{dimension.Name}"))) continue;
                if (space.ContainsKey(key)) continue;
                space.Add(key, findings.Default($"train.tune.space.{key}", dimension.Written, "the usual range"));
            }
        }
        return space.ToImmutable();
    }

    static void CheckModels(TrainSpec train, TuneSpec tune, TargetPlan target, PartCatalog parts, Findings findings)
    {
        var models = train.IsAuto ? [.. AutoModels(target.Task, parts)] : train.Models.Select(m => m.Name).ToArray();
        foreach (var key in tune.Space.Keys)
        {
            var name = key.Split('.')[0];
            if (models.Contains(name)) continue;
            findings.WrongKey($"train.tune.space.{key}", "unknown_algorithm", $"'{name}' is none of the models of this file.", Spelling.DidYouMean(name, models) ?? $"They are {string.Join(", ", models)}.");
        }
    }
}
