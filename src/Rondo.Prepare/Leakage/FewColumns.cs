namespace Rondo.Prepare.Leakage;

/// <summary>
/// Finds two or three columns of which the target is a linear combination: every pair and triple is tried by its multiple correlation.
/// Of many columns only those are tried that correlate with the target, or with what the others leave of it.
/// Few rows can't fool it: three free numbers fit no more than a handful of rows by luck.
/// </summary>
static class FewColumns
{
    private const int MaxColumns = 100;

    /// <summary>The smallest set that leaves at most this share of the target's variance, and the first of equals; empty when there is none.</summary>
    public static int[] Find(CompleteRows data, double share, CancellationToken cancellation)
    {
        var whole = Correlations.Of(data, cancellation);
        var tried = Choose(whole);
        var best = ((int[])[], share);
        foreach (var i in tried)
        {
            var one = whole.Without(i);
            foreach (var j in tried.Where(j => j > i)) Keep(one, [i, j], ref best);
        }
        if (best.Item1.Length > 0) return best.Item1;
        foreach (var i in tried)
        {
            cancellation.ThrowIfCancellationRequested();
            var one = whole.Without(i);
            foreach (var j in tried.Where(j => j > i))
            {
                if (one[j, j] <= 1e-9) continue;
                foreach (var k in tried.Where(k => k > j)) KeepThird(one, i, j, k, ref best);
            }
        }
        return best.Item1;
    }

    static void Keep(Correlations one, int[] columns, ref (int[] Columns, double Left) best)
    {
        var (y, j) = (one.Size - 1, columns[^1]);
        if (one[j, j] <= 1e-9) return;
        var left = one[y, y] - one[j, y] * one[j, y] / one[j, j];
        if (left < best.Left) best = (columns, left);
    }

    static void KeepThird(Correlations one, int i, int j, int k, ref (int[] Columns, double Left) best)
    {
        var y = one.Size - 1;
        var own = one[k, k] - one[j, k] * one[j, k] / one[j, j];
        if (own <= 1e-9) return;
        var shared = one[k, y] - one[j, k] * one[j, y] / one[j, j];
        var left = one[y, y] - one[j, y] * one[j, y] / one[j, j] - shared * shared / own;
        if (left < best.Left) best = ([i, j, k], left);
    }

    // Half by themselves, half one after the other by what is left (matching pursuit; Mallat and Zhang 1993).
    static int[] Choose(Correlations whole)
    {
        var y = whole.Size - 1;
        if (y <= MaxColumns) return [.. Enumerable.Range(0, y)];
        var chosen = Enumerable.Range(0, y).OrderByDescending(j => Math.Abs(whole[j, y])).ThenBy(j => j).Take(MaxColumns / 2).ToHashSet();
        var rest = whole;
        for (var step = 0; step < 12 && rest[y, y] > 1e-12; step++)
        {
            var next = Enumerable.Range(0, y).Where(j => rest[j, j] > 1e-9).OrderByDescending(j => rest[j, y] * rest[j, y] / rest[j, j]).FirstOrDefault(-1);
            if (next < 0) break;
            chosen.Add(next);
            rest = rest.Without(next);
        }
        return [.. chosen.Order()];
    }
}
