using Rondo.Engine.Catalog;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// Gradient boosted trees (Friedman 2001) with Newton steps (Chen and Guestrin 2016), grown leaf by leaf on histograms (Ke et al. 2017).
/// Gradients are fixed-point numbers, so sums are exact and the model has the same bits on any number of threads.
/// </summary>
[Part("gradient_boosting", "Gradient boosted trees on histograms, with native missing values and categories.")]
public sealed record GradientBoosting : IAlgorithm
{
    private const int ManyRows = 200_000;

    [Param("Rounds of boosting, at most when early stopping is on.", Min = 1, Max = 100_000, Log = true)]
    public int NEstimators { get; init; } = 1000;

    [Param("Share of each tree's step that is taken.", Min = 1e-4, Max = 1, Log = true, TuneMin = 0.01, TuneMax = 0.3)]
    public double LearningRate { get; init; } = 0.05;

    [Param("Leaves of a tree, at most.", Min = 2, Max = 4096, Log = true, TuneMin = 8, TuneMax = 256)]
    public int MaxLeaves { get; init; } = 31;

    [Param("Depth of a tree, at most; 0 means any depth.", Min = 0, Max = 64)]
    public int MaxDepth { get; init; }

    [Param("Bins of a feature, at most; missing values have one of their own besides.", Min = 2, Max = 255, Log = true)]
    public int MaxBins { get; init; } = 255;

    [Param("Training rows in a leaf, at least.", Min = 1, Max = 1e6, Log = true, TuneMin = 1, TuneMax = 100)]
    public int MinSamplesLeaf { get; init; } = 20;

    [Param("Strength of the L2 penalty on leaf values.", Min = 0, Max = 1e6, Log = true, TuneMin = 1e-3, TuneMax = 10)]
    public double L2 { get; init; } = 1;

    [Param("Share of the rows that each round sees.", Min = 0.01, Max = 1, TuneMin = 0.5, TuneMax = 1)]
    public double Subsample { get; init; } = 1;

    [Param("Share of the features that each tree sees, rounded up.", Min = 0.01, Max = 1, TuneMin = 0.3, TuneMax = 1)]
    public double Colsample { get; init; } = 0.7;

    [Param("Rounds without a better validation loss after which boosting ends and the best round is kept; 0 turns it off.", Min = 0, Max = 100_000)]
    public int EarlyStopping { get; init; } = 50;

    [Param("For each feature in order: 1 if the prediction must not fall as it grows, -1 if it must not rise, 0 if free. Empty: all free.", Min = -1, Max = 1)]
    public int[] Monotone { get; init; } = [];

    [Param("How classes are weighted.")]
    public ClassWeight ClassWeight { get; init; }

    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => task != TaskKind.Clustering;

    /// <summary>
    /// With many rows, fewer and larger trees: a leaf's value is well known then, so small steps gain little, and the rows can tell more leaves apart.
    /// </summary>
    public IAlgorithm DefaultsFor(int rows) => rows < ManyRows ? this : this with { NEstimators = 300, LearningRate = 0.1, MaxLeaves = 127, EarlyStopping = 20 };

    public IModel Fit(TrainingSet data, FitContext context)
    {
        var fitted = new BoostingRun(this, data, context).Fit();
        var heldOutNewest = data.IsOrdered && data.Groups is null && data.Validation is null && EarlyStopping > 0;
        // In time order the rows that were held out are the newest, and say most about the ones to come: once the rounds are known, they are learned too.
        if (!heldOutNewest || context.WarmStart is not null || fitted.BestRound == 0 || fitted.ValidationLoss.Count == 0) return fitted;
        var whole = new BoostingRun(this with { EarlyStopping = 0, NEstimators = fitted.BestRound }, data, context with { Progress = null }).Fit();
        return whole.WithValidationLoss(fitted.ValidationLoss);
    }

    public IAlgorithm ForRefit(IReadOnlyList<IModel> foldModels)
    {
        var rounds = foldModels.OfType<GradientBoostingModel>().Select(m => m.BestRound).ToArray();
        if (EarlyStopping == 0 || rounds.Length == 0) return this;
        return this with { EarlyStopping = 0, NEstimators = Math.Max(1, (int)Math.Round(rounds.Average(), MidpointRounding.AwayFromZero)) };
    }
}
