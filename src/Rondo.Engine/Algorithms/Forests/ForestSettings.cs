namespace Rondo.Engine.Algorithms.Forests;

/// <summary>What the trees of a forest have in common, whichever part asked for them.</summary>
sealed record ForestSettings
{
    public required int Trees { get; init; }

    /// <summary>0 means any depth.</summary>
    public required int MaxDepth { get; init; }

    public required int MinSamplesLeaf { get; init; }

    /// <summary>Share of the features that a split may choose from; 0 leaves it to the task.</summary>
    public double MaxFeatures { get; init; }

    /// <summary>Whether each tree sees rows drawn with replacement instead of all rows.</summary>
    public bool Bootstrap { get; init; }

    /// <summary>Rows that each tree draws, at most; 0 means as many as there are. Only with <see cref="Bootstrap"/>.</summary>
    public int MaxSamples { get; init; }

    /// <summary>Whether thresholds are drawn instead of searched.</summary>
    public bool DrawsThresholds { get; init; }

    /// <summary>Whether features are looked at in their order, so that of equal splits the one by the first feature is taken.</summary>
    public bool InOrder { get; init; }

    /// <summary>Rows of a node, at most, whose values are sorted instead of summed by bins. Sorting so few costs less than looking at every bin.</summary>
    public int SortedRows { get; init; } = 40;

    public ClassWeight ClassWeight { get; init; }

    /// <summary>Features that a split chooses from, as scikit-learn counts them.</summary>
    public int FeaturesPerSplit(int features, TaskKind task) => Math.Max(1, MaxFeatures > 0
        ? (int)(MaxFeatures * features)
        : task.HasClasses ? (int)Math.Sqrt(features) : features);
}
