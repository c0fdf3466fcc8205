using Rondo.Benchmarks.Boosting;
using Rondo.Benchmarks.Contests;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Forests;
using Rondo.Engine.Metrics;

namespace Rondo.Benchmarks.Learning;

/// <summary>Random forests of equal trees and depth; every round has another seed.</summary>
sealed class ForestPart : ILearningPart
{
    public string Name => "random_forest";

    public double Bar => 0.5;

    public string Quality => "AUC";

    // Two standard errors of the difference of means over three seeds.
    public double QualityBar => 0.995;

    public bool MoreIsBetter => true;

    public Competitor[] Peers => [Competitor.Peer("scikit-learn", "forest_sklearn.py")];

    public IEnumerable<Contest> Contests(Options options)
    {
        var (rows, trees) = (options.Number("--forest-rows", 40_000), options.Number("--trees", 100));
        yield return new Contest($"{trees} trees, depth 12", () => SyntheticSet.Make(rows, 1), trees, 12);
        yield return new Contest($"{trees} trees, any depth", () => SyntheticSet.Make(rows, 1), trees, 0);
    }

    public IModel Fit(TrainingSet train, ContestSettings settings) =>
        new RandomForest { NEstimators = settings.Amount, MaxDepth = settings.Value }
            .Fit(train, new FitContext { Threads = ContestSettings.Threads, Seed = (ulong)settings.Seed });

    public double[] Score(IModel model, FeatureMatrix test) => RondoFit.LastOutput(model, test, ContestSettings.Threads);

    public double Judge(double[] scores, Target truth) =>
        new RocAuc().Compute(new Scored(truth, [.. scores.SelectMany(p => new[] { 1 - p, p })])).Value ?? throw new InvalidOperationException("There is but one class.");
}
