namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>A way to part the rows of a leaf in two.</summary>
/// <param name="Bin">The last bin that goes left; -1 for a split by categories.</param>
/// <param name="Categories">The bins that go left in a split by categories.</param>
/// <param name="MissingLeft">Where missing values go, and categories that the leaf has no rows of.</param>
/// <param name="Left">Sums of the rows that go left.</param>
readonly record struct Split(int Feature, int Bin, BinSet Categories, bool MissingLeft, double Gain, GradientSum Left)
{
    public static Split None => new(-1, -1, default, false, 0, default);

    public bool Exists => Feature >= 0;

    public bool IsCategorical => Bin < 0;

    public bool GoesLeft(int bin, int missing) =>
        bin == missing && !IsCategorical ? MissingLeft : IsCategorical ? Categories.Contains(bin) : bin <= Bin;

    /// <summary>The better of two; of equals the one with the lower feature.</summary>
    public static Split Better(Split a, Split b)
    {
        if (!a.Exists) return b;
        if (!b.Exists || a.Gain > b.Gain) return a;
        return b.Gain > a.Gain || b.Feature < a.Feature ? b : a;
    }
}

/// <summary>A set of bins, 0 to 255.</summary>
readonly record struct BinSet(ulong A, ulong B, ulong C, ulong D)
{
    public bool Contains(int bin) => ((Word(bin >> 6) >> (bin & 63)) & 1) != 0;

    public BinSet With(int bin)
    {
        var bit = 1UL << (bin & 63);
        return (bin >> 6) switch
        {
            0 => this with { A = A | bit },
            1 => this with { B = B | bit },
            2 => this with { C = C | bit },
            _ => this with { D = D | bit },
        };
    }

    public ulong Word(int index) => index switch { 0 => A, 1 => B, 2 => C, _ => D };
}
