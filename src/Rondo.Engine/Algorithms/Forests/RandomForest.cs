using Rondo.Engine.Catalog;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>
/// Random forest (Breiman 2001): trees on rows drawn with replacement, each split the best of a few random features.
/// A probability is the mean of the leaves' class shares.
/// </summary>
[Part("random_forest", "Mean of deep trees on random rows and features, with native missing values and categories.")]
public sealed record RandomForest : IAlgorithm
{
    internal const int ManyRows = 200_000;

    [Param("Trees in the forest.", Min = 1, Max = 10_000, Log = true)]
    public int NEstimators { get; init; } = 100;

    [Param("Depth of a tree, at most; 0 means any depth.", Min = 0, Max = 64)]
    public int MaxDepth { get; init; }

    [Param("Share of the features that each split chooses from; 0 means the square root of their number for classes, all of them for numbers.", Min = 0, Max = 1, TuneMin = 0.1, TuneMax = 1)]
    public double MaxFeatures { get; init; }

    [Param("Training rows in a leaf, at least.", Min = 1, Max = 1e6, Log = true, TuneMin = 1, TuneMax = 50)]
    public int MinSamplesLeaf { get; init; } = 1;

    [Param("Whether each tree sees as many rows as there are, drawn with replacement; else it sees all rows.")]
    public bool Bootstrap { get; init; } = true;

    [Param("Rows that each tree draws, at most; 0 means as many as there are. Only with `bootstrap`.", Min = 0, Max = 2e9)]
    public int MaxSamples { get; init; }

    [Param("How classes are weighted.")]
    public ClassWeight ClassWeight { get; init; }

    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => task != TaskKind.Clustering;

    /// <summary>
    /// Beyond 100,000 rows leaves hold two rows at least, and beyond 200,000 each tree draws so many:
    /// the mean of many trees gains little from more, and fit and model stay within minutes and megabytes.
    /// </summary>
    public IAlgorithm DefaultsFor(int rows) => this with { MinSamplesLeaf = rows > ManyRows / 2 ? 2 : 1, MaxSamples = rows > ManyRows ? ManyRows : 0 };

    public IModel Fit(TrainingSet data, FitContext context) => new ForestRun(
        new ForestSettings
        {
            Trees = NEstimators,
            MaxDepth = MaxDepth,
            MaxFeatures = MaxFeatures,
            MinSamplesLeaf = MinSamplesLeaf,
            Bootstrap = Bootstrap,
            MaxSamples = MaxSamples,
            ClassWeight = ClassWeight,
        }, data, context).Fit();
}
