using Rondo.Engine.Export.OpGraph;
using static Rondo.Engine.Export.Onnx.OnnxGraph;

namespace Rondo.Engine.Export.Onnx;

/// <summary>
/// Trees as a TreeEnsembleRegressor with float64 thresholds, which are float32 numbers, as the values are: splits stay the same. It sums in
/// float64 and gives float32. Sets of categories, which ai.onnx.ml 3 has no branch for, become columns of their own: 0 goes left, 1 right.
/// </summary>
sealed class OnnxTrees(OnnxGraph file, TreeTables trees)
{
    private readonly List<(long Tree, long Node, long Feature, double Threshold, string Mode, long True, long False, long MissingTrue)> _nodes = [];
    private readonly List<(long Tree, long Node, long Target, double Weight)> _weights = [];
    private readonly Dictionary<(int Feature, int Set), int> _columns = [];

    /// <param name="columns">Takes columns out of a tensor.</param>
    public string Sums(string features, Func<string, int[], string> columns)
    {
        var width = trees.Splits.IsEmpty ? 1 : trees.Splits.Max(s => s.Feature) + 1;
        // Feature by feature, so that each has one table.
        foreach (var split in trees.Splits.Where(s => s.Set >= 0).OrderBy(s => s.Feature)) _columns.TryAdd((split.Feature, split.Set), width + _columns.Count);
        for (var t = 0; t < trees.Roots.Length; t++) Walk(t);
        var sums = file.AddMl("TreeEnsembleRegressor", WithSets(features, columns),
            Attribute("n_targets", (long)trees.Outputs), Attribute("aggregate_function", "SUM"), Attribute("post_transform", "NONE"),
            Attribute("nodes_treeids", _nodes.Select(n => n.Tree)), Attribute("nodes_nodeids", _nodes.Select(n => n.Node)), Attribute("nodes_featureids", _nodes.Select(n => n.Feature)),
            Attribute("nodes_values_as_tensor", [.. _nodes.Select(n => n.Threshold)]), Attribute("nodes_modes", _nodes.Select(n => n.Mode)),
            Attribute("nodes_truenodeids", _nodes.Select(n => n.True)), Attribute("nodes_falsenodeids", _nodes.Select(n => n.False)),
            Attribute("nodes_missing_value_tracks_true", _nodes.Select(n => n.MissingTrue)),
            Attribute("target_treeids", _weights.Select(w => w.Tree)), Attribute("target_nodeids", _weights.Select(w => w.Node)),
            Attribute("target_ids", _weights.Select(w => w.Target)), Attribute("target_weights_as_tensor", [.. _weights.Select(w => w.Weight)]));
        return file.Cast(sums, OnnxType.Double);
    }

    // Numbers of nodes are places in the walk, so that leaves that several nodes share are written for each of them.
    void Walk(int tree)
    {
        var pending = new Queue<(int At, long Number)>([(trees.Roots[tree], 0)]);
        var next = 1L;
        while (pending.TryDequeue(out var item))
        {
            if (item.At < 0)
            {
                AddLeaf(tree, item.Number, ~item.At);
                continue;
            }
            var split = trees.Splits[item.At];
            var (left, right) = (next++, next++);
            pending.Enqueue((split.Left, left));
            pending.Enqueue((split.Right, right));
            _nodes.Add(split.Set >= 0
                ? (tree, item.Number, _columns[(split.Feature, split.Set)], 0.5, "BRANCH_LEQ", left, right, 0)
                : (tree, item.Number, split.Feature, split.Threshold, "BRANCH_LEQ", left, right, split.MissingLeft ? 1 : 0));
        }
    }

    void AddLeaf(int tree, long number, int leaf)
    {
        _nodes.Add((tree, number, 0, 0, "LEAF", 0, 0, 0));
        for (var v = 0; v < trees.Width; v++)
            _weights.Add((tree, number, trees.Width > 1 ? v : tree % trees.Outputs, trees.Leaves[leaf * trees.Width + v]));
    }

    string WithSets(string features, Func<string, int[], string> columns)
    {
        var parts = new List<string> { features };
        // In the order in which the columns were numbered.
        foreach (var group in Runs())
        {
            var bins = trees.SetWords * 32;
            var table = new double[bins * group.Sets.Length];
            for (var bin = 0; bin < bins; bin++)
                for (var s = 0; s < group.Sets.Length; s++) table[bin * group.Sets.Length + s] = (trees.Sets[group.Sets[s]][bin / 32] >> (bin % 32) & 1) != 0 ? 0 : 1;
            var bin64 = file.Cast(columns(features, [group.Feature]), OnnxType.Int64);
            parts.Add(file.Add("Squeeze", [file.Add("Gather", [file.Doubles(table, bins, group.Sets.Length), bin64], Attribute("axis", 0L)), file.Ints(1)]));
        }
        return parts.Count == 1 ? features : file.Add("Concat", [.. parts], Attribute("axis", 1L));
    }

    // Columns that follow each other and are of one feature come from one table.
    IEnumerable<(int Feature, int[] Sets)> Runs()
    {
        var ordered = _columns.OrderBy(c => c.Value).Select(c => c.Key).ToArray();
        for (var start = 0; start < ordered.Length;)
        {
            var end = start;
            while (end < ordered.Length && ordered[end].Feature == ordered[start].Feature) end++;
            yield return (ordered[start].Feature, [.. ordered[start..end].Select(c => c.Set)]);
            start = end;
        }
    }
}
