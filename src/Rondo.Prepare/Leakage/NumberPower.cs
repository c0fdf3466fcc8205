namespace Rondo.Prepare.Leakage;

/// <summary>
/// How much of a number's variance a single column leaves unexplained, whatever the form of the relation: the noise around a smooth curve,
/// estimated from the distance of each point to the line between its neighbours (Gasser, Sroka and Jennen-Steinmetz 1986),
/// or the variance within the levels of a column that has few.
/// </summary>
static class NumberPower
{
    private const int FewLevels = 20;

    /// <summary>The variance that is left, and from how many rows that is known.</summary>
    public static (double Variance, int Freedom) Noise(SortedRuns runs, double[] target)
    {
        var within = WithinRuns(runs, target);
        if (runs.Count <= FewLevels) return within;
        var around = AroundCurve(runs, target);
        // Rows of one run may be alike because they are of one customer, and means of runs because each is of many rows: the worse one counts.
        return within.Freedom >= FewLevels && within.Variance > around.Variance ? within : around;
    }

    /// <summary>The same for codes of few levels; -1 is a level too.</summary>
    public static (double Variance, int Freedom) Noise(int[] codes, double[] target) => WithinRuns(SortedRuns.Of(Array.ConvertAll(codes, c => (double)c)), target);

    /// <summary>Whether the target rises, or falls, with every step of the column.</summary>
    public static bool IsMonotone(SortedRuns runs, double[] target)
    {
        if (runs.Count <= FewLevels) return false;
        var (rises, falls) = (0, 0);
        for (var run = 0; run < runs.Count; run++)
        {
            var rows = runs.Run(run);
            foreach (var row in rows)
                if (target[row] != target[rows[0]]) return false;
            if (run == 0) continue;
            var step = target[rows[0]] - target[runs.Run(run - 1)[0]];
            if (step > 0) rises++;
            if (step < 0) falls++;
        }
        return (rises == 0 || falls == 0) && rises + falls >= FewLevels;
    }

    static (double Variance, int Freedom) WithinRuns(SortedRuns runs, double[] target)
    {
        var (squares, freedom) = (0.0, 0);
        for (var run = 0; run < runs.Count; run++)
        {
            var mean = Mean(runs, run, target);
            foreach (var row in runs.Run(run)) squares += (target[row] - mean) * (target[row] - mean);
            freedom += runs.Run(run).Length - 1;
        }
        return (freedom == 0 ? double.PositiveInfinity : squares / freedom, freedom);
    }

    static (double Variance, int Freedom) AroundCurve(SortedRuns runs, double[] target)
    {
        var squares = 0.0;
        for (var run = 1; run + 1 < runs.Count; run++)
        {
            var share = (runs.Values[run + 1] - runs.Values[run]) / (runs.Values[run + 1] - runs.Values[run - 1]);
            var off = Mean(runs, run, target) - share * Mean(runs, run - 1, target) - (1 - share) * Mean(runs, run + 1, target);
            squares += off * off / (1 + share * share + (1 - share) * (1 - share));
        }
        return (squares / (runs.Count - 2), runs.Count - 2);
    }

    static double Mean(SortedRuns runs, int run, double[] target)
    {
        var sum = 0.0;
        foreach (var row in runs.Run(run)) sum += target[row];
        return sum / runs.Run(run).Length;
    }
}
