using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Transforms.Selection;

/// <summary>
/// Recursive feature elimination (Guyon et al. 2002): fit, drop the least important features, again; with cross-validation over
/// how many are to stay, by the one-standard-error rule (Breiman et al. 1984).
/// </summary>
sealed class FeatureElimination(IAlgorithm algorithm, int step, TransformContext context)
{
    /// <summary>1 for the features that stay; the higher, the earlier a feature went.</summary>
    /// <param name="each">Sees each model, the features that it was fitted on, and their number.</param>
    public int[] Rank(TrainingSet set, int keep, Action<IModel, int[]>? each = null)
    {
        int[] left = [.. Enumerable.Range(0, set.Features.Features.Count)];
        var ranks = new int[left.Length];
        Array.Fill(ranks, 1);
        var isLeft = Array.ConvertAll(ranks, _ => true);
        while (left.Length > keep || each is not null)
        {
            var model = Fit(set, left);
            each?.Invoke(model, left);
            if (left.Length <= keep) break;
            var importances = Importances(model);
            int[] order = [.. Enumerable.Range(0, left.Length).OrderBy(j => importances[j])];
            foreach (var j in order.AsSpan(0, Math.Min(step, left.Length - keep))) isLeft[left[j]] = false;
            left = [.. left.Where(j => isLeft[j])];
            for (var j = 0; j < ranks.Length; j++)
                if (!isLeft[j]) ranks[j]++;
        }
        return ranks;
    }

    /// <summary>The number of features to keep: the fewest whose mean loss over the folds is within one standard error of the least.</summary>
    public int BestCount(TrainingSet set, int folds)
    {
        var count = set.Features.Features.Count;
        var foldOf = Folds(set.Target, folds);
        if (foldOf is null) return count;
        var losses = new SortedDictionary<int, List<double>>();
        for (var fold = 0; fold < folds; fold++)
        {
            int[] training = [.. Enumerable.Range(0, set.Rows).Where(row => foldOf[row] != fold)];
            int[] held = [.. Enumerable.Range(0, set.Rows).Where(row => foldOf[row] == fold)];
            var (fitted, judged) = (set.Take(training), set.Take(held));
            Rank(fitted, 1, (model, left) =>
            {
                if (!losses.TryGetValue(left.Length, out var list)) losses.Add(left.Length, list = []);
                list.Add(Loss(model, judged, left));
            });
        }
        return Fewest(losses);
    }

    static int Fewest(SortedDictionary<int, List<double>> losses)
    {
        var best = losses.Values.MinBy(folds => folds.Average())!.ToArray();
        var (least, deviation) = Moments.Of(best);
        // The standard error of the folds' mean: n - 1 under the root makes the deviation unbiased.
        var bound = least + deviation / Math.Sqrt(best.Length - 1);
        foreach (var (count, own) in losses)
            if (own.Average() <= bound) return count;
        return losses.Keys.Last();
    }

    IModel Fit(TrainingSet set, int[] features) =>
        algorithm.Fit(set with { Features = Select(set.Features, features) }, new FitContext { Seed = context.Seed, Threads = context.Threads, Cancellation = context.Cancellation });

    double[] Importances(IModel model) => model is IRankedFeatures ranked ? ranked.FeatureImportances()
        : throw new RondoException("no_importances", $"'{PartCatalog.NameOf(algorithm)}' does not tell how much it makes of each feature, which 'select_rfe' goes by.", "Take `estimator: auto`, ridge, logistic_regression or a tree model.");

    static FeatureMatrix Select(FeatureMatrix matrix, int[] features) =>
        new([.. features.Select(j => matrix.Features[j])], [.. features.Select(j => matrix.Columns[j])], matrix.Rows);

    static double Loss(IModel model, TrainingSet held, int[] features)
    {
        var outputs = model.Outputs;
        var predictions = new double[held.Rows * outputs];
        model.Predict(Select(held.Features, features), predictions);
        var losses = new double[held.Rows];
        for (var row = 0; row < losses.Length; row++)
        {
            var truth = held.Target.Values[row];
            var error = held.Target.Task == TaskKind.Regression ? predictions[row] - truth : 0;
            losses[row] = held.Target.Task == TaskKind.Regression ? error * error : -Functions.Log(Math.Max(1e-15, predictions[row * outputs + (int)truth]));
        }
        return held.Weights is null ? Reductions.Mean(losses) : Reductions.Dot(held.Weights, losses) / Math.Max(1e-300, Reductions.Sum(held.Weights));
    }

    // Each class is spread over the folds; null when a fold would leave one class only, or no row.
    int[]? Folds(Target target, int folds)
    {
        if (target.Rows < folds) return null;
        if (target.Task.HasClasses && target.Values.CountBy(v => v).OrderByDescending(c => c.Value).ElementAtOrDefault(1).Value < 2) return null;
        var order = new CounterRandom(context.Seed, "feature_elimination").Permutation(target.Rows);
        if (target.Task.HasClasses) order = [.. order.OrderBy(row => target.Values[row])];
        var foldOf = new int[target.Rows];
        for (var i = 0; i < order.Length; i++) foldOf[order[i]] = i % folds;
        return foldOf;
    }
}
