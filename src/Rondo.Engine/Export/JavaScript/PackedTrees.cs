using Rondo.Engine.Export.OpGraph;

namespace Rondo.Engine.Export.JavaScript;

/// <summary>
/// Trees in few bytes: a bit for each node in the order of a walk that goes left first (1 for a split), the number of each split in a list of
/// different ones, and the leaves in the order of the walk. Thresholds that many splits share are kept once.
/// </summary>
/// <param name="Shape">Eight nodes a byte, lowest bit first.</param>
/// <param name="Features">The different features of the list of splits, with their flags as the walk wants them.</param>
/// <param name="Counts">How many splits of the list have each of them.</param>
/// <param name="Splits">For each split of the walk its number in the list.</param>
/// <param name="Leaves">For each leaf of the walk its number; empty when each has its own.</param>
sealed record PackedTrees(byte[] Shape, int[] Features, int[] Counts, float[] Thresholds, int[] Splits, int[] Leaves, float[] Values)
{
    public static PackedTrees Of(TreeTables trees)
    {
        var (shape, splits, leaves) = Walk(trees);
        var list = splits.Select(Key).Distinct().Order().ToArray();
        var numbers = list.Select((key, number) => (key, number)).ToDictionary(p => p.key, p => p.number);
        int[] distinct = [.. leaves.Distinct()];
        var renumbered = distinct.Select((leaf, number) => (leaf, number)).ToDictionary(p => p.leaf, p => p.number);
        var features = list.GroupBy(key => key.Feature).ToArray();
        return new PackedTrees(Bits(shape), [.. features.Select(g => g.Key)], [.. features.Select(g => g.Count())], [.. list.Select(key => BitConverter.UInt32BitsToSingle(key.Bits))],
            [.. splits.Select(s => numbers[Key(s)])], distinct.Length == leaves.Count ? [] : [.. leaves.Select(l => renumbered[l])],
            [.. distinct.SelectMany(leaf => trees.Leaves.Skip(leaf * trees.Width).Take(trees.Width))]);
    }

    static (int Feature, uint Bits) Key(TreeSplit split) =>
        (split.Feature * 4 + (split.Set >= 0 ? 2 : 0) + (split.MissingLeft ? 1 : 0), BitConverter.SingleToUInt32Bits(split.Set >= 0 ? split.Set : split.Threshold));

    static (List<bool> Shape, List<TreeSplit> Splits, List<int> Leaves) Walk(TreeTables trees)
    {
        var (shape, splits, leaves) = (new List<bool>(), new List<TreeSplit>(), new List<int>());
        var pending = new Stack<int>();
        foreach (var root in trees.Roots)
        {
            pending.Push(root);
            while (pending.TryPop(out var at))
            {
                shape.Add(at >= 0);
                if (at < 0)
                {
                    leaves.Add(~at);
                    continue;
                }
                splits.Add(trees.Splits[at]);
                pending.Push(trees.Splits[at].Right);
                pending.Push(trees.Splits[at].Left);
            }
        }
        return (shape, splits, leaves);
    }

    static byte[] Bits(List<bool> bits)
    {
        var bytes = new byte[(bits.Count + 7) / 8];
        for (var i = 0; i < bits.Count; i++)
            if (bits[i]) bytes[i / 8] |= (byte)(1 << (i % 8));
        return bytes;
    }
}
