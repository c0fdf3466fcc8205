namespace Rondo.Engine.Algorithms.Forests;

/// <summary>A row's target, a number or the index of a class, and its weight in this tree.</summary>
readonly record struct RowTarget(double Value, double Weight);

/// <summary>The rows that a search looks at: all of them, or a copy of a few that fits the cache.</summary>
/// <param name="Columns">Bins. Shape: features x rows.</param>
/// <param name="Values">Shape: features x rows.</param>
/// <param name="Targets">Shape: rows.</param>
sealed record ForestRows(byte[][] Columns, float[][] Values, RowTarget[] Targets);

/// <summary>
/// Room for the rows of a subtree. All features of its rows lie together in the second-level cache, where the
/// many small nodes below would otherwise wait for memory.
/// </summary>
sealed class LocalRows
{
    private const int MostRows = 4096;
    private const int LeastRows = 128;
    private const int MostBytes = 1 << 20;

    private readonly ForestFeatures _features;
    private readonly ForestRows _rows;

    public LocalRows(ForestFeatures features)
    {
        _features = features;
        var fitting = MostBytes / (5 * Math.Max(1, features.Count));
        Capacity = fitting < LeastRows ? 0 : Math.Min(MostRows, fitting);
        _rows = new ForestRows(new byte[features.Count][], new float[features.Count][], new RowTarget[Capacity]);
        for (var j = 0; j < features.Count; j++)
        {
            _rows.Columns[j] = features.Columns[j].Length > 0 ? new byte[Capacity] : [];
            _rows.Values[j] = new float[Capacity];
        }
    }

    /// <summary>Rows that fit; 0 when features are too many for it to pay.</summary>
    public int Capacity { get; }

    /// <summary>Copies the rows, which are 0, 1, 2 .. from now on.</summary>
    public ForestRows Take(ForestRows from, Span<int> rows)
    {
        for (var j = 0; j < _features.Count; j++)
        {
            var (values, to) = (from.Values[j], _rows.Values[j]);
            for (var i = 0; i < rows.Length; i++) to[i] = values[rows[i]];
            if (_rows.Columns[j].Length == 0) continue;
            var (bins, toBins) = (from.Columns[j], _rows.Columns[j]);
            for (var i = 0; i < rows.Length; i++) toBins[i] = bins[rows[i]];
        }
        for (var i = 0; i < rows.Length; i++) _rows.Targets[i] = from.Targets[rows[i]];
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
        return _rows;
    }
}
