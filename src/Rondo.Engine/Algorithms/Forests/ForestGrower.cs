using System.Runtime.CompilerServices;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>Grows trees depth first, one at a time, on one thread; another thread has another grower.</summary>
sealed class ForestGrower
{
    private readonly ForestFeatures _features;
    private readonly ForestSettings _settings;
    private readonly RowTarget[] _data;
    private readonly CancellationToken _cancellation;
    private readonly SplitSearch _search;
    private readonly LocalRows _local;
    private readonly ForestRows _all;
    private readonly int[] _rows;
    private readonly int[] _right;
    private readonly int[] _counts;
    private ForestTree _tree = null!;

    /// <param name="data">Targets and weights without those of the draw.</param>
    public ForestGrower(ForestFeatures features, ForestSettings settings, RowTarget[] data, SplitSearch search, CancellationToken cancellation)
    {
        (_features, _settings, _data, _search, _cancellation) = (features, settings, data, search, cancellation);
        _local = new LocalRows(features);
        _rows = GC.AllocateUninitializedArray<int>(data.Length);
        _right = GC.AllocateUninitializedArray<int>(data.Length);
        _counts = settings.Bootstrap ? new int[data.Length] : [];
        _all = new ForestRows(features.Columns, features.Values, settings.Bootstrap ? new RowTarget[data.Length] : data);
    }

    public ForestTree Grow(CounterRandom random)
    {
        _tree = new ForestTree(_search.Width, _features.Count);
        _search.Begin(new RandomDraws(random.Child(1)));
        Grow(_all, new Pending(0, TakeRows(random.Child(0)), 0, -1, false));
        return _tree;
    }

    int TakeRows(CounterRandom random)
    {
        if (!_settings.Bootstrap)
        {
            for (var i = 0; i < _rows.Length; i++) _rows[i] = i;
            return _rows.Length;
        }
        Array.Clear(_counts);
        var draws = _settings.MaxSamples > 0 ? Math.Min(_settings.MaxSamples, _counts.Length) : _counts.Length;
        for (var i = 0; i < draws; i++) _counts[random.Below((ulong)i, _counts.Length)]++;
        var taken = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0) continue;
            _rows[taken++] = i;
            _all.Targets[i] = _data[i] with { Weight = _data[i].Weight * _counts[i] };
        }
        return taken;
    }

    /// <summary>Grows the subtree of a node. The order of nodes, and so of draws, is always the same.</summary>
    void Grow(ForestRows rows, Pending root)
    {
        var pending = new Stack<Pending>();
        pending.Push(root);
        while (pending.TryPop(out var node))
        {
            _cancellation.ThrowIfCancellationRequested();
            if (ReferenceEquals(rows, _all) && node.Count <= _local.Capacity)
            {
                Grow(_local.Take(rows, _rows.AsSpan(node.Start, node.Count)), node);
                continue;
            }
            if (!_search.Begin(rows, _rows, node.Start, node.Count) || !MaySplit(node) || _search.Find() is not { Exists: true } split)
            {
                _tree.Attach(node.Parent, node.IsRight, _tree.AddLeaf(_search));
                continue;
            }
            var index = _tree.AddNode(split, Math.Clamp(split.Cut.LeftWeight / _search.Weight, 0, 1));
            _tree.Attach(node.Parent, node.IsRight, index);
            var left = Part(rows, node, split);
            if (left != split.Cut.LeftCount) throw new InvalidOperationException("A split's rows differ from its search.");
            pending.Push(new Pending(node.Start + left, node.Count - left, node.Depth + 1, index, true));
            pending.Push(new Pending(node.Start, left, node.Depth + 1, index, false));
        }
    }

    bool MaySplit(Pending node) =>
        (_settings.MaxDepth == 0 || node.Depth < _settings.MaxDepth) && node.Count >= 2L * _settings.MinSamplesLeaf;

    /// <summary>Moves the rows that go left to the front, keeping their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    int Part(ForestRows rows, Pending node, NodeSplit split)
    {
        var own = _rows.AsSpan(node.Start, node.Count);
        var rights = _right.AsSpan(0, node.Count);
        var left = 0;
        if (split.IsCategorical)
        {
            var column = rows.Columns[split.Feature];
            for (var i = 0; i < own.Length; i++)
            {
                var row = own[i];
                own[left] = row;
                rights[i - left] = row;
                left += split.Categories.Contains(column[row]) ? 1 : 0;
            }
        }
        else
        {
            var (values, threshold, missing) = (rows.Values[split.Feature], split.Threshold, split.MissingLeft ? 1 : 0);
            for (var i = 0; i < own.Length; i++)
            {
                // Both are written and one is kept, for a branch would be mispredicted every other time.
                var row = own[i];
                var value = values[row];
                own[left] = row;
                rights[i - left] = row;
                left += float.IsNaN(value) ? missing : Unsafe.BitCast<bool, byte>(value <= threshold);
            }
        }
        rights[..(own.Length - left)].CopyTo(own[left..]);
        return left;
    }

    readonly record struct Pending(int Start, int Count, int Depth, int Parent, bool IsRight);
}
