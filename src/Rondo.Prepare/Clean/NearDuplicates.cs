using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Transforms.Spellings;

namespace Rondo.Prepare.Clean;

/// <summary>
/// Finds rows that are the same but for rounding and spelling: every number within a tolerance, every text equal in its key, all else equal.
/// Rows are sorted by their texts and a random combination of their numbers (sorted neighbourhood, Hernandez and Stolfo 1995), so that
/// candidates stand side by side and time grows little faster than the rows.
/// </summary>
public sealed class NearDuplicates
{
    // More distinct rows than this within the tolerance of the combination are chance, not copies.
    private const int CandidatesAtMost = 2000;

    private readonly int[][] _codes;
    private readonly double[][] _numbers;
    private readonly int[] _parents;

    NearDuplicates(int[][] codes, double[][] numbers, int rows)
    {
        _codes = codes;
        _numbers = numbers;
        _parents = [.. Enumerable.Range(0, rows)];
    }

    /// <summary>Groups of rows (from 0 on) that are exact or near copies, each in order and the groups by their first row. Leave out columns that name rows, such as an id.</summary>
    /// <param name="tolerance">How far two numbers may be apart, in standard deviations of their column.</param>
    public static int[][] Find(Table table, double tolerance = 1e-3, CancellationToken cancellation = default)
    {
        if (!(tolerance > 0 && double.IsFinite(tolerance))) throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "A tolerance is above 0.");
        if (table.RowCount == 0 || table.Columns.Length == 0) return [];
        double[][] numbers = [.. table.Columns.Where(IsNumber).Select(column => ToDoubles(column))];
        var codes = table.Columns.Where(c => !IsNumber(c)).Select(Codes).Concat(numbers.Select(Kinds));
        var finder = new NearDuplicates([.. codes], Array.ConvertAll(numbers, values => Scaled(values, tolerance)), table.RowCount);
        finder.Link(cancellation);
        return finder.Groups();
    }

    static bool IsNumber(Column column) => column.Type is ColumnType.Double or ColumnType.Int64;

    static double[] ToDoubles(Column column) => column is DoubleColumn doubles ? doubles.Values
        : [.. Enumerable.Range(0, column.Length).Select(row => column.IsMissing(row) ? double.NaN : ((IntegerColumn)column).Values[row])];

    static int[] Codes(Column column)
    {
        var texts = column as TextColumn;
        var keys = texts is null ? [] : Array.ConvertAll(texts.Dictionary, value => SpellingKey.Of(value) ?? value);
        var known = new Dictionary<object, int>();
        var codes = new int[column.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            var key = texts is null ? (object)((IntegerColumn)column).Values[row] : keys[texts.Codes[row]];
            if (!known.TryGetValue(key, out codes[row])) known.Add(key, codes[row] = known.Count + 1);
        }
        return codes;
    }

    // What has no distance must be equal.
    static int[] Kinds(double[] values) => Array.ConvertAll(values, v => double.IsFinite(v) ? 0 : double.IsNaN(v) ? 1 : v > 0 ? 2 : 3);

    // In units of the tolerance; 0 where there is no distance.
    static double[] Scaled(double[] values, double tolerance)
    {
        var finite = Array.FindAll(values, double.IsFinite);
        var unit = finite.Length == 0 ? 1 : Moments.Of(finite).StandardDeviation * tolerance;
        if (!(unit > 0 && double.IsFinite(unit))) unit = 1;
        return Array.ConvertAll(values, value => double.IsFinite(value) ? value / unit : 0);
    }

    void Link(CancellationToken cancellation)
    {
        var random = new CounterRandom(0, "near_duplicates");
        double[] weights = [.. Enumerable.Range(0, _numbers.Length).Select(j => (0.5 + random.Uniform((ulong)j)) * (random.Bits((ulong)j) % 2 == 0 ? 1 : -1))];
        var places = new (ulong Block, double Place, int Row)[_parents.Length];
        for (var row = 0; row < places.Length; row++)
        {
            var (block, place) = (0UL, 0.0);
            foreach (var codes in _codes) block = CounterRandom.Mix(block * 0x9e3779b97f4a7c15UL + (ulong)codes[row] + 1);
            for (var j = 0; j < weights.Length; j++) place += weights[j] * _numbers[j][row];
            places[row] = (block, place, row);
        }
        Array.Sort(places);
        var distinct = WithoutCopies(places);
        // A little more than the weights add up to, for rounding.
        var reach = weights.Sum(Math.Abs) * (1 + 1e-9);
        for (var i = 0; i < distinct.Count; i++)
        {
            if ((i & 0xfff) == 0) cancellation.ThrowIfCancellationRequested();
            var own = distinct[i];
            var rounding = 1e-12 * Math.Abs(own.Place);
            for (var j = i + 1; j < Math.Min(distinct.Count, i + CandidatesAtMost) && distinct[j].Block == own.Block && distinct[j].Place - own.Place <= reach + rounding; j++)
                if (AreWithin(own.Row, distinct[j].Row, 1 + 1e-9)) Join(own.Row, distinct[j].Row);
        }
    }

    // Exact copies stand side by side; one of them is enough to look from.
    List<(ulong Block, double Place, int Row)> WithoutCopies((ulong Block, double Place, int Row)[] places)
    {
        var distinct = new List<(ulong, double, int)>(places.Length);
        for (var i = 0; i < places.Length; i++)
        {
            if (i > 0 && AreWithin(places[i - 1].Row, places[i].Row, 0)) Join(places[i - 1].Row, places[i].Row);
            else distinct.Add(places[i]);
        }
        return distinct;
    }

    bool AreWithin(int a, int b, double distance)
    {
        foreach (var values in _numbers)
            if (Math.Abs(values[a] - values[b]) > distance) return false;
        foreach (var codes in _codes)
            if (codes[a] != codes[b]) return false;
        return true;
    }

    void Join(int a, int b)
    {
        var (first, second) = (Root(a), Root(b));
        _parents[Math.Max(first, second)] = Math.Min(first, second);
    }

    int Root(int row)
    {
        while (_parents[row] != row) row = _parents[row] = _parents[_parents[row]];
        return row;
    }

    int[][] Groups() =>
        [.. Enumerable.Range(0, _parents.Length).GroupBy(Root).Where(g => g.Skip(1).Any()).Select(g => g.ToArray())];
}
