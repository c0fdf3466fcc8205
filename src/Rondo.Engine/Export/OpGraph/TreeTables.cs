using System.Collections.Immutable;

namespace Rondo.Engine.Export.OpGraph;

/// <summary>
/// A split of a tree. Numbers go left when they are at most the threshold, or missing and <paramref name="MissingLeft"/>; bins of categories
/// (whole numbers from 0 to 255) when they are in a set. Children below 0 are leaves: ~child is the leaf's index.
/// </summary>
/// <param name="Set">The set of bins that go left; -1 for numbers.</param>
public readonly record struct TreeSplit(int Feature, float Threshold, bool MissingLeft, int Set, int Left, int Right);

/// <summary>Trees over one value's numbers.</summary>
/// <param name="Leaves">Shape: leaves x width.</param>
/// <param name="Width">Values of a leaf. With one, tree t adds to output t mod outputs; with as many as outputs, to all.</param>
/// <param name="Sets">As many words of 32 bits each as the bins take, lowest bin first.</param>
public sealed record TreeTables(ImmutableArray<int> Roots, ImmutableArray<TreeSplit> Splits, ImmutableArray<float> Leaves, int Width, int Outputs, ImmutableArray<ImmutableArray<uint>> Sets)
{
    public bool HasSets => !Sets.IsEmpty;

    public int SetWords => HasSets ? Sets[0].Length : 0;
}
