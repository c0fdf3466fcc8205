namespace Rondo.Prepare.Profile;

/// <summary>How much a profile says; none of it grows with the rows.</summary>
public sealed record ProfileOptions
{
    /// <summary>The column to predict, when there is one.</summary>
    public string? Target { get; init; }

    public int Bins { get; init; } = 30;

    /// <summary>Frequent values shown of each column.</summary>
    public int TopValues { get; init; } = 10;

    /// <summary>The smallest and largest values shown of each column.</summary>
    public int Extremes { get; init; } = 5;

    /// <summary>Longer values are cut in what is shown.</summary>
    public int ShownLength { get; init; } = 100;

    /// <summary>Columns of numbers, and columns of categories, whose correlations are computed: the first that vary.</summary>
    public int MaxCorrelated { get; init; } = 50;

    /// <summary>Columns of more categories are left out of the correlations.</summary>
    public int MaxCategories { get; init; } = 200;

    public bool WithCorrelations { get; init; } = true;

    /// <summary>Spearman's correlation beside Pearson's.</summary>
    public bool WithRanks { get; init; } = true;

    public bool WithDuplicates { get; init; } = true;

    public int Threads { get; init; } = 1;
}
