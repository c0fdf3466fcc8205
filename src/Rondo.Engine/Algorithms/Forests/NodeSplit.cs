using Rondo.Engine.Algorithms.Boosting;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>Where ordered rows are cut in two: between the keys of two neighbours.</summary>
/// <param name="High">The first key on the right; infinite when all ordered rows go left.</param>
/// <param name="LeftCount">Rows on the left, those before the ordered ones included.</param>
readonly record struct Cut(float Low, float High, double Gain, double LeftWeight, int LeftCount)
{
    public static Cut None => new(0, 0, -1, 0, 0);

    public bool Exists => Gain >= 0;
}

/// <summary>The best split of a node so far.</summary>
/// <param name="Cut">By values, or by bins as long as <paramref name="IsCoarse"/>.</param>
/// <param name="Threshold">Numbers up to here go left.</param>
/// <param name="Categories">The bins that go left in a split by categories.</param>
readonly record struct NodeSplit(int Feature, Cut Cut, bool IsCoarse, bool IsCategorical, float Threshold, BinSet Categories, bool MissingLeft)
{
    public static NodeSplit None => new(-1, Cut.None, false, false, 0, default, false);

    public bool Exists => Feature >= 0;
}
