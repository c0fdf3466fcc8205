using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Train.CrossValidation;
using Rondo.Train.Tune;

namespace Rondo.Lifecycle.Runs;

/// <summary>Turns the resolved file into a plan of training.</summary>
public sealed class TrainingPlanner(ResolvedSpec resolved)
{
    private readonly RecipeBuilder _recipes = new(resolved);
    private readonly TrainSpec _train = resolved.Spec.Train;

    public TrainingPlan Plan(IReadOnlyList<Fold> folds)
    {
        var models = _train.IsAuto ? [.. TuneDefaults.AutoModels(resolved.Task, RondoParts.Catalog).Select(name => new ModelSpec(name))] : _train.Models;
        var isSearching = _train.Tune.Search != "none";
        return new TrainingPlan
        {
            Baselines = [.. Baselines().Select(b => _recipes.Candidate(b, isBaseline: true))],
            Models = [.. models.Select((model, i) => Entry(models, i, isSearching))],
            Folds = folds,
            Metric = RondoParts.Catalog.Create<IMetric>(_train.Metric!),
            Search = RondoParts.Catalog.Create<ISearch>(isSearching ? _train.Tune.Search! : "random"),
            Pruner = RondoParts.Catalog.Create<IPruner>(_train.Tune.Pruner ?? "none"),
            Trials = isSearching ? _train.Tune.Trials ?? int.MaxValue : models.Length,
            Seed = resolved.Seed,
            Budget = _train.Tune.Timeout is { } timeout ? DurationText.Parse(timeout) : null,
            Replay = _train.Tune.Replay is { } replay ? [.. replay] : null,
            Refit = _train.Tune is { Replay: not null, Refit: { } refit } ? [.. refit] : null,
            IsAuto = _train.IsAuto,
            Spec = _train,
            Costs = resolved.Spec.Define.Costs,
        };
    }

    ModelEntry Entry(ImmutableArray<ModelSpec> models, int index, bool isSearching)
    {
        var model = models[index];
        var part = RondoParts.Catalog.Find<IAlgorithm>(model.Name)!;
        var configured = Configured(model);
        var ranges = isSearching ? TuneDefaults.RangesOf(model.Name, _train.Tune.Space) : ImmutableSortedDictionary<string, object?>.Empty;
        var isTwice = models.Count(m => m.Name == model.Name) > 1;
        var label = isTwice ? FormattableString.Invariant($"{model.Name}[{index}]") : model.Name;
        var space = ranges.Count == 0 ? new SearchSpace(label, []) { Defaults = ImmutableSortedDictionary<string, object?>.Empty } : SearchSpace.Of(part, ranges, null, configured) with { Model = label };
        return new ModelEntry(space, values => _recipes.Candidate(RondoParts.Catalog.Create<IAlgorithm>(model.Name, Merged(PartCatalog.PlainValues(configured), values))));
    }

    IAlgorithm Configured(ModelSpec model)
    {
        var algorithm = RondoParts.Catalog.Create<IAlgorithm>(model.Name, model.Parameters);
        return model.Parameters.Count == 0 ? algorithm.DefaultsFor(resolved.TargetRows) : algorithm;
    }

    static Dictionary<string, object?> Merged(IReadOnlyDictionary<string, object?> usual, IReadOnlyDictionary<string, object?> values)
    {
        var merged = usual.Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        foreach (var (name, value) in values) merged[name] = value;
        return merged;
    }

    // The declared baseline, and always the plainest rules as well. Clusters have nothing to beat.
    IEnumerable<IAlgorithm> Baselines()
    {
        if (resolved.Task == TaskKind.Clustering) return [];
        var declared = resolved.Spec.Define.Baseline;
        var names = new List<string> { resolved.Task == TaskKind.Regression ? "constant" : "prior", "random", "one_rule" };
        var values = new Dictionary<string, object?>();
        if (declared is "mean" or "median") values["strategy"] = declared;
        return names.Select(name => RondoParts.Catalog.Create<IAlgorithm>(name, name == "constant" ? values : null));
    }
}
