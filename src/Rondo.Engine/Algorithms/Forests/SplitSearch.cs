using Rondo.Engine.Algorithms.Boosting;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>
/// Looks for a node's best split: by the values themselves where rows are few, else by bins first and then by the values
/// of the two bins beside the best bound. What a split gains is up to the criterion that inherits this.
/// </summary>
abstract class SplitSearch(ForestFeatures features, ForestSettings settings, int featuresPerSplit, int rows)
{
    private const int InsertionRows = 40;
    private const int MostCategoriesApart = 4;
    private const double CategoryL2 = 10;

    private readonly int[] _draws = new int[features.Count];
    private readonly byte[] _ranks = new byte[256];
    private readonly double[] _ratios = new double[256];
    private readonly int[] _bins = new int[256];
    private RandomDraws _random = null!;
    private int[] _node = [];
    private int _start;
    private NodeSplit _best;

    protected ForestRows Rows { get; private set; } = null!;

    protected ReadOnlySpan<int> Node => _node.AsSpan(_start, Count);

    protected int Count { get; private set; }

    protected ForestFeatures Features => features;

    protected int MinSamplesLeaf => settings.MinSamplesLeaf;

    /// <summary>Rows that go left before any ordered row does.</summary>
    protected int[] Lead { get; } = GC.AllocateUninitializedArray<int>(rows);

    /// <summary>Rows in the order of <see cref="Keys"/>.</summary>
    protected int[] Order { get; } = GC.AllocateUninitializedArray<int>(rows);

    protected float[] Keys { get; } = GC.AllocateUninitializedArray<float>(rows);

    /// <summary>Draws split by split towards the mean, as if so many rows of it were on each side.</summary>
    protected double L2 { get; private set; }

    /// <summary>The weight of the node's rows.</summary>
    public double Weight { get; protected set; }

    /// <summary>Values of a leaf.</summary>
    public abstract int Width { get; }

    /// <summary>Begins a tree.</summary>
    public void Begin(RandomDraws random)
    {
        _random = random;
        for (var j = 0; j < _draws.Length; j++) _draws[j] = j;
    }

    /// <summary>Begins a node; false if its rows have one target, so that nothing is left to split.</summary>
    public bool Begin(ForestRows rows, int[] node, int start, int count)
    {
        (Rows, _node, _start, Count) = (rows, node, start, count);
        return SumNode();
    }

    /// <summary>The index of the class that all rows have; -1 if it isn't one.</summary>
    public abstract int OnlyClass { get; }

    /// <summary>Writes what a leaf of this node would say.</summary>
    public abstract void FillLeaf(Span<float> values);

    public NodeSplit Find()
    {
        _best = NodeSplit.None;
        var varies = false;
        for (var drawn = 0; drawn < _draws.Length; drawn++)
        {
            // As scikit-learn does: goes on beyond the number until some feature was not constant.
            if (drawn >= featuresPerSplit && varies) break;
            if (!settings.InOrder)
            {
                var at = drawn + _random.Below(_draws.Length - drawn);
                (_draws[drawn], _draws[at]) = (_draws[at], _draws[drawn]);
            }
            varies |= Examine(_draws[drawn]);
        }
        return _best.IsCoarse ? Refine(_best) : _best;
    }

    protected abstract bool SumNode();

    /// <summary>The best cut of the first rows of <see cref="Order"/>, with the first of <see cref="Lead"/> on the left.</summary>
    /// <param name="atEnd">Whether all ordered rows may go left.</param>
    protected abstract Cut Walk(int lead, int count, bool atEnd);

    /// <summary>The best cut between bins; a cut's keys are bins. <paramref name="missingLeft"/> is only looked at when there are missing values.</summary>
    protected abstract Cut WalkBins(int feature, bool missingLeft, out int missing, out int known);

    /// <summary>For each bin the number that orders categories, smoothed; and how many rows each has.</summary>
    protected abstract void FillRatios(ReadOnlySpan<byte> column, Span<double> ratios, Span<int> counts);

    /// <summary>Returns whether the feature's values differ within the node.</summary>
    bool Examine(int feature)
    {
        if (features.Bins[feature].IsCategorical) return settings.DrawsThresholds ? DrawCategories(feature) : ExamineCategories(feature);
        if (settings.DrawsThresholds) return DrawThreshold(feature);
        return Count > settings.SortedRows ? ExamineBins(feature) : ExamineValues(feature);
    }

    bool ExamineBins(int feature)
    {
        var cut = WalkBins(feature, false, out var missing, out var known);
        if (known < 2 && known > 0 && features.BinValues[feature] is null) return ExamineValues(feature);
        Offer(feature, cut, false, missing, isCoarse: true);
        if (missing > 0 && known > 1) Offer(feature, WalkBins(feature, true, out _, out _), true, missing, isCoarse: true);
        return known + (missing > 0 ? 1 : 0) > 1;
    }

    bool ExamineValues(int feature)
    {
        var values = Rows.Values[feature];
        var (known, missing) = (0, 0);
        foreach (var row in Node)
        {
            var value = values[row];
            if (float.IsNaN(value))
            {
                Lead[missing++] = row;
                continue;
            }
            Keys[known] = value;
            Order[known++] = row;
        }
        if (known == 0) return false;
        Sort(known);
        if (Keys[0] == Keys[known - 1] && missing == 0) return false;
        Offer(feature, Walk(0, known, missing > 0), false, missing, isCoarse: false);
        if (missing > 0) Offer(feature, Walk(missing, known, false), true, missing, isCoarse: false);
        return true;
    }

    /// <summary>Sorts categories by their ratio, after which the best of all subsets is a prefix (Fisher 1958); a few are tried one against the others.</summary>
    bool ExamineCategories(int feature)
    {
        var column = Rows.Columns[feature];
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        FillRatios(column, _ratios, counts);
        var used = 0;
        for (var bin = 0; bin < 256; bin++) if (counts[bin] > 0) _bins[used++] = bin;
        if (used < 2) return false;
        // Of equal ratios the lower bin first; the sort by keys alone would not say.
        _bins.AsSpan(0, used).Sort((a, b) => _ratios[a] != _ratios[b] ? _ratios[a].CompareTo(_ratios[b]) : a.CompareTo(b));
        for (var i = 0; i < used; i++) _ranks[_bins[i]] = (byte)i;
        OrderByRank(column, counts, used);
        L2 = used > MostCategoriesApart ? CategoryL2 : 0;
        var cut = Walk(0, Count, false);
        L2 = 0;
        OfferCategories(feature, cut, counts, used);
        return true;
    }

    void OrderByRank(byte[] column, ReadOnlySpan<int> counts, int used)
    {
        Span<int> starts = stackalloc int[256];
        for (int i = 0, sum = 0; i < used; i++) (starts[i], sum) = (sum, sum + counts[_bins[i]]);
        foreach (var row in Node)
        {
            var rank = _ranks[column[row]];
            Keys[starts[rank]] = rank;
            Order[starts[rank]++] = row;
        }
    }

    void OfferCategories(int feature, Cut cut, ReadOnlySpan<int> counts, int used)
    {
        if (!(cut.Gain > _best.Cut.Gain)) return;
        var set = default(BinSet);
        for (var i = 0; i < used && i <= cut.Low; i++) set = set.With(_bins[i]);
        var missing = features.Bins[feature].Missing;
        var missingLeft = counts[missing] > 0 ? set.Contains(missing) : 2 * cut.LeftCount > Count;
        // Categories without rows here go where missing values go.
        for (var bin = 0; missingLeft && bin <= missing; bin++) if (counts[bin] == 0) set = set.With(bin);
        _best = new NodeSplit(feature, cut, false, true, 0, set, missingLeft);
    }

    void Offer(int feature, Cut cut, bool missingLeft, int missing, bool isCoarse)
    {
        if (!(cut.Gain > _best.Cut.Gain)) return;
        // Where no row is missing, missing values follow the larger part.
        if (missing == 0) missingLeft = 2 * cut.LeftCount > Count;
        var (low, high) = (cut.Low, cut.High);
        if (isCoarse && features.BinValues[feature] is { } values)
        {
            (low, high, isCoarse) = (values[(int)low], float.IsPositiveInfinity(high) ? high : values[(int)high], false);
        }
        // Nothing to refine when all known values go left.
        var isAll = float.IsPositiveInfinity(cut.High) && missing > 0 && !missingLeft && cut.LeftCount == Count - missing;
        var threshold = isAll ? float.PositiveInfinity : isCoarse ? 0 : BinFinder.Midpoint(low, high);
        _best = new NodeSplit(feature, cut, isCoarse && !isAll, false, threshold, default, missingLeft);
    }

    /// <summary>Places the threshold among the values of the two bins beside the bound.</summary>
    NodeSplit Refine(NodeSplit split)
    {
        var (column, values) = (Rows.Columns[split.Feature], Rows.Values[split.Feature]);
        var (low, high, missing) = ((int)split.Cut.Low, (int)split.Cut.High, features.Bins[split.Feature].Missing);
        var (lead, count, hasMissing) = (0, 0, false);
        foreach (var row in Node)
        {
            int bin = column[row];
            if (bin == missing) hasMissing = true;
            if (bin == missing ? split.MissingLeft : bin < low) Lead[lead++] = row;
            else if (bin == low || bin == high)
            {
                Keys[count] = values[row];
                Order[count++] = row;
            }
        }
        Sort(count);
        var cut = Walk(lead, count, false);
        if (!cut.Exists) return NodeSplit.None;
        var missingLeft = hasMissing ? split.MissingLeft : 2 * cut.LeftCount > Count;
        return split with { Cut = cut, IsCoarse = false, Threshold = BinFinder.Midpoint(cut.Low, cut.High), MissingLeft = missingLeft };
    }

    /// <summary>One threshold, uniform between the smallest and the largest value; and the bound between known and missing values.</summary>
    bool DrawThreshold(int feature)
    {
        var values = Rows.Values[feature];
        var (least, most, missing) = (float.PositiveInfinity, float.NegativeInfinity, 0);
        foreach (var row in Node)
        {
            var value = values[row];
            if (float.IsNaN(value)) missing++;
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
        if (missing == Count || (missing == 0 && least == most)) return false;
        var threshold = (float)(least + _random.Uniform() * ((double)most - least));
        if (!(threshold >= least && threshold < most)) threshold = least;
        if (least < most) TryThreshold(feature, threshold, missing);
        if (missing > 0) TryThreshold(feature, float.PositiveInfinity, missing);
        return true;
    }

    void TryThreshold(int feature, float threshold, int missing)
    {
        var values = Rows.Values[feature];
        var (left, lead) = (0, 0);
        foreach (var row in Node)
        {
            if (values[row] <= threshold) Order[left++] = row;
            else if (float.IsNaN(values[row])) Lead[lead++] = row;
        }
        for (var side = 0; side < (missing > 0 ? 2 : 1); side++)
        {
            var cut = WalkWhole(side * missing, left);
            if (!(cut.Gain > _best.Cut.Gain)) continue;
            _best = new NodeSplit(feature, cut, false, false, threshold, default, missing > 0 ? side == 1 : 2 * left > Count);
        }
    }

    /// <summary>A coin for each category, with at least one on either side.</summary>
    bool DrawCategories(int feature)
    {
        var column = Rows.Columns[feature];
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var row in Node) counts[column[row]]++;
        var used = 0;
        for (var bin = 0; bin < 256; bin++) if (counts[bin] > 0) _bins[used++] = bin;
        if (used < 2) return false;
        var first = _random.Below(used);
        var second = (first + 1 + _random.Below(used - 1)) % used;
        var lefts = 0;
        for (var i = 0; i < used; i++)
        {
            var isLeft = _random.Coin();
            if (i == first || (i != second && isLeft)) (_bins[lefts], _bins[i], lefts) = (_bins[i], _bins[lefts], lefts + 1);
        }
        _ranks.AsSpan().Clear();
        for (var i = 0; i < lefts; i++) _ranks[_bins[i]] = 1;
        var left = 0;
        foreach (var row in Node) if (_ranks[column[row]] > 0) Order[left++] = row;
        var cut = WalkWhole(0, left) with { Low = lefts - 1 };
        OfferCategories(feature, cut, counts, used);
        return true;
    }

    /// <summary>The one cut that sends all ordered rows left.</summary>
    Cut WalkWhole(int lead, int count)
    {
        Keys.AsSpan(0, count).Clear();
        return Walk(lead, count, atEnd: true);
    }

    void Sort(int count)
    {
        var (keys, order) = (Keys, Order);
        if (count > InsertionRows)
        {
            keys.AsSpan(0, count).Sort(order.AsSpan(0, count));
            return;
        }
        for (var i = 1; i < count; i++)
        {
            var (key, row, at) = (keys[i], order[i], i - 1);
            for (; at >= 0 && keys[at] > key; at--) (keys[at + 1], order[at + 1]) = (keys[at], order[at]);
            (keys[at + 1], order[at + 1]) = (key, row);
        }
    }
}
