using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Retrain.Promotion;

namespace Rondo.Retrain.Tests.Promotion;

/// <summary>Real models, fitted on rows of a changing world and judged on later ones, over fifty seeds.</summary>
public sealed class PromotionSimulationTests
{
    const int Seeds = 50, Learnt = 1500, Later = 1500;

    // By what the weaker model doesn't see, its error is 1 / 0.95 of the other's: sqrt(1 + 0.329 squared) = 1.0526.
    const double Unseen = 0.329;

    static readonly string[] s_weak = ["x"], s_strong = ["x", "z"];

    [Fact]
    public void A_worse_model_is_never_promoted()
    {
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var world = World.Of(seed, Unseen);
            Assert.NotEqual(GateAnswer.Passed, Judge(world.Fit(new RidgeRegression(), s_strong), world.Fit(new RidgeRegression(), s_weak)));
        }
    }

    [Fact]
    public void A_slightly_worse_model_is_never_promoted()
    {
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            // One per cent.
            var world = World.Of(seed, 0.142);
            Assert.NotEqual(GateAnswer.Passed, Judge(world.Fit(new RidgeRegression(), s_strong), world.Fit(new RidgeRegression(), s_weak)));
        }
    }

    [Fact]
    public void A_model_that_learnt_from_a_tenth_of_the_rows_is_never_promoted()
    {
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var world = World.Of(seed, 1);
            var boosting = new GradientBoosting { NEstimators = 30 };
            Assert.NotEqual(GateAnswer.Passed, Judge(world.Fit(boosting, s_strong), world.Fit(boosting, s_strong, Learnt / 10)));
        }
    }

    [Fact]
    public void A_model_that_is_better_by_five_per_cent_is_promoted_in_nine_of_ten_cases()
    {
        var (promoted, gain) = (0, 0.0);
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var world = World.Of(seed, Unseen);
            var (champion, challenger) = (world.Fit(new RidgeRegression(), s_weak), world.Fit(new RidgeRegression(), s_strong));
            if (Judge(champion, challenger) == GateAnswer.Passed) promoted++;
            gain += 1 - new Rmse().Compute(challenger).Value!.Value / new Rmse().Compute(champion).Value!.Value;
        }
        Assert.InRange(gain / Seeds, 0.045, 0.055);
        Assert.InRange(promoted, 45, Seeds);
    }

    [Fact]
    public void Classifiers_are_told_apart_by_the_area_under_their_curves()
    {
        var (worse, better) = (0, 0);
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var world = World.Of(seed, 1.0) with { IsBinary = true };
            var (weak, strong) = (world.Fit(new LogisticRegression(), s_weak), world.Fit(new LogisticRegression(), s_strong));
            if (new PromotionGate(new RocAuc()) { Seed = seed }.Judge(strong, weak, []).Answer == GateAnswer.Passed) worse++;
            if (new PromotionGate(new RocAuc()) { Seed = seed }.Judge(weak, strong, []).Answer == GateAnswer.Passed) better++;
        }
        Assert.Equal(0, worse);
        Assert.InRange(better, 45, Seeds);
    }

    static GateAnswer Judge(Scored champion, Scored challenger) => new PromotionGate(new Rmse()).Judge(champion, challenger, []).Answer;

    /// <summary>Rows in time order: y is x, and z by how much it weighs, and noise.</summary>
    sealed record World(double[] X, double[] Z, double[] Y)
    {
        public bool IsBinary { get; init; }

        public static World Of(ulong seed, double weight)
        {
            double[] Draw(string name) => [.. Enumerable.Range(0, Learnt + Later).Select(i => Functions.NormalQuantile(Math.Clamp(new CounterRandom(seed, name).Uniform((ulong)i), 1e-12, 1 - 1e-12)))];
            var (x, z, noise) = (Draw("x"), Draw("z"), Draw("noise"));
            return new World(x, z, [.. x.Select((value, i) => value + weight * z[i] + noise[i])]);
        }

        public Scored Fit(IAlgorithm algorithm, string[] columns, int learnt = Learnt)
        {
            var (table, target) = (Table.Of(("x", new DoubleColumn(X)), ("z", new DoubleColumn(Z))).Select(columns), TargetOf());
            int[] first = [.. Enumerable.Range(Learnt - learnt, learnt)], later = [.. Enumerable.Range(Learnt, Later)];
            return new Recipe([], algorithm).Fit(table.Take(first), target.Take(first)).Score(table.Take(later), target.Take(later));
        }

        Target TargetOf() => IsBinary ? new Target(TaskKind.Binary, [.. Y.Select(y => y > 0 ? 1.0 : 0.0)], ["no", "yes"]) : Target.Regression(Y);
    }
}
