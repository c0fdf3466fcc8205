namespace Rondo.Prepare.Leakage;

/// <summary>
/// Whether a column is an aggregate that leaks, up to unit and origin. An honest column of a group, such as its size or place, may lie near the
/// group's mean of the target too; but then it lies as near to the mean of the other rows. What fits with the row's own target, and clearly worse
/// without it, was made with it.
/// </summary>
static class AggregateMatch
{
    private const int MinRows = 50, Glance = 400;
    private const double Near = 1e-3, Distinct = 1e-9, TimesBetter = 20, TypicalNear = 0.02, NearAtAGlance = 0.95;

    /// <summary>The share of the column's variance that each leaves unexplained, or null where neither comes near.</summary>
    /// <param name="defined">Rows where both have a value.</param>
    public static (double Leaking, double Twin)? Of(double[] column, Aggregate aggregate, int[] defined)
    {
        if (defined.Length < MinRows || !ComesNear(column, aggregate, defined)) return null;
        int[] rows = [.. defined.Where(i => !double.IsNaN(column[i]))];
        return rows.Length < MinRows || rows.Length < column.Length / 20 ? null : (Left(column, aggregate.Leaking, rows), Left(column, aggregate.Twin, rows));
    }

    /// <summary>The rows in which an aggregate and its twin have a value.</summary>
    public static int[] Defined(Aggregate aggregate)
    {
        var rows = new List<int>();
        for (var i = 0; i < aggregate.Leaking.Length; i++)
            if (double.IsFinite(aggregate.Leaking[i]) && double.IsFinite(aggregate.Twin[i])) rows.Add(i);
        return [.. rows];
    }

    // A glance at a few rows rules nearly every pair out.
    static bool ComesNear(double[] column, Aggregate aggregate, int[] defined)
    {
        var step = Math.Max(1, defined.Length / Glance);
        return Explained(column, aggregate.Leaking, defined, step) > NearAtAGlance || Explained(column, aggregate.Twin, defined, step) > NearAtAGlance;
    }

    static double Explained(double[] column, double[] aggregate, int[] rows, int step)
    {
        var (count, x, y, xx, yy, xy) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        var (x0, y0) = (aggregate[rows[0]], double.NaN);
        for (var r = 0; r < rows.Length; r += step)
        {
            if (double.IsNaN(column[rows[r]])) continue;
            if (double.IsNaN(y0)) y0 = column[rows[r]];
            var (dx, dy) = (aggregate[rows[r]] - x0, column[rows[r]] - y0);
            (count, x, y, xx, yy, xy) = (count + 1, x + dx, y + dy, xx + dx * dx, yy + dy * dy, xy + dx * dy);
        }
        var (varX, varY, shared) = (xx - x * x / count, yy - y * y / count, xy - x * y / count);
        // What does not vary at a glance has to be looked at in full.
        return count < 10 || !(varX > 0) || !(varY > 0) ? 1 : shared * shared / (varX * varY);
    }

    /// <summary>Whether the aggregate that leaks explains the column, and the twin clearly less.</summary>
    public static bool IsLeak((double Leaking, double Twin) left) => left.Leaking <= Near && left.Twin >= Distinct && left.Twin >= TimesBetter * left.Leaking;

    /// <summary>Whether the twin explains the column, all of it.</summary>
    public static bool IsTwin((double Leaking, double Twin) left) => left.Twin <= Distinct && left.Leaking >= Distinct && left.Leaking >= TimesBetter * left.Twin;

    /// <summary>Whether the ranks agree too: where few huge values make nearly all of the variance, they alone would decide.</summary>
    public static bool IsTypical(double[] column, double[] aggregate) => Association.OfRanks(column, aggregate) is var c && c * c >= 1 - TypicalNear;

    static double Left(double[] column, double[] aggregate, int[] rows)
    {
        var fit = LinearFit.Of([Array.ConvertAll(rows, i => aggregate[i])], Array.ConvertAll(rows, i => column[i]));
        return fit.Left;
    }
}
