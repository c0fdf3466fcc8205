using Rondo.Engine.Data;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;

namespace Rondo.Train.Judge;

/// <summary>A part of the rows that the model does worse on than on the others.</summary>
/// <param name="Conditions">One column's value, or two columns' together.</param>
/// <param name="Loss">Mean loss of the slice's rows.</param>
/// <param name="LossOfOthers">Mean loss of all other rows.</param>
/// <param name="PValue">Of the difference, multiplied by the number of slices looked at (Bonferroni).</param>
public sealed record WeakSlice(IReadOnlyList<SliceCondition> Conditions, int Rows, double Share, double Loss, double LossOfOthers, double PValue)
{
    /// <summary>The difference in units of the standard deviation of all rows' losses.</summary>
    public required double Effect { get; init; }

    /// <summary>The part of the whole loss that would go if the slice did as well as the others: slices are ranked by it.</summary>
    public required double Excess { get; init; }

    public override string ToString() => string.Join(" and ", Conditions);
}

/// <summary>What the search for weak slices takes for one.</summary>
public sealed record WeakSliceOptions
{
    /// <summary>The smallest share of the rows.</summary>
    public double ShareAtLeast { get; init; } = 0.01;

    public int RowsAtLeast { get; init; } = 30;

    /// <summary>The smallest effect that is worth a look (Cohen 1988: 0.2 is small).</summary>
    public double EffectAtLeast { get; init; } = 0.25;

    /// <summary>The chance to find any slice where there is none.</summary>
    public double Level { get; init; } = 0.05;

    /// <summary>Of more rows so many are drawn.</summary>
    public int RowsAtMost { get; init; } = 200_000;

    public int SlicesAtMost { get; init; } = 20;

    /// <summary>Columns whose pairs are looked at: those whose own cells differ most.</summary>
    public int PairedColumns { get; init; } = 12;
}

/// <summary>
/// Looks through single columns and pairs of them for slices with a significantly higher loss on rows that the model had not seen: Welch's
/// test (1947) on ranks and on losses, corrected for the number of slices, with a floor for effect and size (Chung et al. 2019: Slice Finder).
/// </summary>
public static class WeakSlices
{
    /// <param name="table">Raw columns of the rows scored; they may be others than those that the model uses.</param>
    /// <param name="scored">Predictions of test or out-of-fold rows.</param>
    /// <returns>Most loss to win first; no pair whose slice is explained by one of its columns alone.</returns>
    public static IReadOnlyList<WeakSlice> Find(Table table, Scored scored, WeakSliceOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new WeakSliceOptions();
        if (table.Columns.Length > 0 && table.RowCount != scored.Rows) throw new ArgumentException($"{table.RowCount} rows do not fit {scored.Rows} predictions.", nameof(table));
        if (scored.Rows > options.RowsAtMost)
        {
            var sample = new CounterRandom(42, "weak_slices").Sample(scored.Rows, options.RowsAtMost);
            (table, scored) = (table.Take(sample), scored.Take(sample));
        }
        var losses = new SliceLosses(RowLoss.Of(scored), scored.Weights);
        var least = Math.Max(options.RowsAtLeast, (int)Math.Ceiling(options.ShareAtLeast * losses.Rows));
        var (found, promising) = Singles(table, losses, least, options.PairedColumns, cancellation);
        var singles = found.Count;
        for (var i = 0; i < promising.Count; i++)
        {
            for (var j = i + 1; j < promising.Count; j++)
            {
                cancellation.ThrowIfCancellationRequested();
                found.AddRange(Pairs(promising[i], promising[j], losses, least));
            }
        }
        // The pairs were chosen by what their columns show: all pairs of columns count as looked at.
        var (all, looked) = ((double)table.Columns.Length * (table.Columns.Length - 1), (double)promising.Count * (promising.Count - 1));
        var looks = singles + (found.Count - singles) * (looked > 0 ? Math.Max(1, all / looked) : 1);
        return Ranked(found, looks, options);
    }

    // The slices of single columns, and the cells of the few columns that differ most: of ten thousand not all are kept.
    static (List<WeakSlice> Found, List<SliceCells> Promising) Singles(Table table, SliceLosses losses, int least, int kept, CancellationToken cancellation)
    {
        var found = new List<WeakSlice>();
        var promising = new List<(double Evidence, SliceCells Cells)>();
        foreach (var (field, column) in table.Schema.Fields.Zip(table.Columns))
        {
            cancellation.ThrowIfCancellationRequested();
            var cells = SliceCells.Of(field.Name, column);
            if (cells.Count < 2) continue;
            var sums = losses.Of(cells.CellOf, cells.Count);
            found.AddRange(Candidates(sums, k => [cells.Conditions[k]], losses, least));
            promising.Add((sums.Max(s => losses.Evidence(s, least)), cells));
            if (promising.Count > 2 * kept) promising = Best(promising, kept);
        }
        return (found, [.. Best(promising, kept).Select(p => p.Cells)]);
    }

    static List<(double Evidence, SliceCells Cells)> Best(List<(double Evidence, SliceCells Cells)> promising, int kept) =>
        [.. promising.OrderByDescending(p => p.Evidence).Take(kept)];

    static IEnumerable<WeakSlice> Pairs(SliceCells one, SliceCells two, SliceLosses losses, int least)
    {
        var cellOf = new int[one.CellOf.Length];
        for (var row = 0; row < cellOf.Length; row++)
            cellOf[row] = one.CellOf[row] < 0 || two.CellOf[row] < 0 ? -1 : one.CellOf[row] * two.Count + two.CellOf[row];
        return Candidates(losses.Of(cellOf, one.Count * two.Count), k => [one.Conditions[k / two.Count], two.Conditions[k % two.Count]], losses, least);
    }

    static IEnumerable<WeakSlice> Candidates(SliceSums[] cells, Func<int, SliceCondition[]> conditionsOf, SliceLosses losses, int least)
    {
        for (var k = 0; k < cells.Length; k++)
            if (cells[k].Rows >= least && losses.Rows - cells[k].Rows >= least) yield return losses.Slice(cells[k], conditionsOf(k));
    }

    static List<WeakSlice> Ranked(List<WeakSlice> found, double looks, WeakSliceOptions options)
    {
        var weak = found.Select(s => s with { PValue = Math.Min(1, s.PValue * looks) })
            .Where(s => s.PValue < options.Level && s.Effect >= options.EffectAtLeast)
            .OrderByDescending(s => s.Excess).ThenBy(s => s.ToString(), StringComparer.Ordinal);
        var kept = new List<WeakSlice>();
        foreach (var slice in weak)
        {
            if (kept.Count == options.SlicesAtMost) break;
            if (!kept.Any(k => Explains(k, slice))) kept.Add(slice);
        }
        return kept;
    }

    // A part of a slice that is listed already, and that is not half as bad again, tells nothing new; nor does a whole that its part explains.
    static bool Explains(WeakSlice listed, WeakSlice slice)
    {
        var isPart = listed.Conditions.All(slice.Conditions.Contains);
        var isWhole = slice.Conditions.All(listed.Conditions.Contains);
        return (isPart && slice.Loss - slice.LossOfOthers < 1.5 * (listed.Loss - listed.LossOfOthers)) || (isWhole && slice.Effect < listed.Effect);
    }
}
