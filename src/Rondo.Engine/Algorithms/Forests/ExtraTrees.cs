using Rondo.Engine.Catalog;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>
/// Extremely randomised trees (Geurts, Ernst and Wehenkel 2006): each split is the best of one random threshold
/// for each of a few random features, drawn between the node's smallest and largest value.
/// </summary>
[Part("extra_trees", "Mean of deep trees with random thresholds, with native missing values and categories.")]
public sealed record ExtraTrees : IAlgorithm
{
    [Param("Trees in the forest.", Min = 1, Max = 10_000, Log = true)]
    public int NEstimators { get; init; } = 100;

    [Param("Depth of a tree, at most; 0 means any depth.", Min = 0, Max = 64)]
    public int MaxDepth { get; init; }

    [Param("Share of the features that each split chooses from; 0 means the square root of their number for classes, all of them for numbers.", Min = 0, Max = 1, TuneMin = 0.1, TuneMax = 1)]
    public double MaxFeatures { get; init; }

    [Param("Training rows in a leaf, at least.", Min = 1, Max = 1e6, Log = true, TuneMin = 1, TuneMax = 50)]
    public int MinSamplesLeaf { get; init; } = 1;

    [Param("Whether each tree sees as many rows as there are, drawn with replacement; else it sees all rows.")]
    public bool Bootstrap { get; init; }

    [Param("Rows that each tree draws, at most; 0 means as many as there are. Only with `bootstrap`.", Min = 0, Max = 2e9)]
    public int MaxSamples { get; init; }

    [Param("How classes are weighted.")]
    public ClassWeight ClassWeight { get; init; }

    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => task != TaskKind.Clustering;

    /// <summary>As a random forest's, so that beyond 200,000 rows the trees draw rows too.</summary>
    public IAlgorithm DefaultsFor(int rows) => this with
    {
        MinSamplesLeaf = rows > RandomForest.ManyRows / 2 ? 2 : 1,
        Bootstrap = Bootstrap || rows > RandomForest.ManyRows,
        MaxSamples = rows > RandomForest.ManyRows ? RandomForest.ManyRows : 0,
    };

    public IModel Fit(TrainingSet data, FitContext context) => new ForestRun(
        new ForestSettings
        {
            Trees = NEstimators,
            MaxDepth = MaxDepth,
            MaxFeatures = MaxFeatures,
            MinSamplesLeaf = MinSamplesLeaf,
            Bootstrap = Bootstrap,
            MaxSamples = MaxSamples,
            DrawsThresholds = true,
            ClassWeight = ClassWeight,
        }, data, context).Fit();
}
