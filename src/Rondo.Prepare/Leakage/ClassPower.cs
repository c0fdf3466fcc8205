namespace Rondo.Prepare.Leakage;

/// <summary>How many rows a single column gets wrong when it says the class, each row judged by the others: by the nearest values, a threshold, or the level.</summary>
static class ClassPower
{
    private const int FewLevels = 20;
    private const int Neighbors = 3;

    /// <summary>Wrong rows by the column's numbers; rows without one are a level of their own.</summary>
    public static int Errors(SortedRuns runs, int[] classes, int classCount)
    {
        var errors = runs.Count <= FewLevels ? ByLevel(runs, classes, classCount) : ByNeighbors(runs, classes, classCount);
        if (classCount == 2) errors = Math.Min(errors, ByThreshold(runs, classes));
        var isKnown = new bool[classes.Length];
        foreach (var row in runs.Rows) isKnown[row] = true;
        int[] missing = [.. Enumerable.Range(0, classes.Length).Where(row => !isKnown[row])];
        return errors + Wrong(missing, classes, new int[classCount]);
    }

    /// <summary>Wrong rows by the levels of codes; -1 is a level too.</summary>
    public static int Errors(int[] codes, int[] classes, int classCount) => ByLevel(SortedRuns.Of(Array.ConvertAll(codes, c => (double)c)), classes, classCount);

    static int ByLevel(SortedRuns runs, int[] classes, int classCount)
    {
        var counts = new int[classCount];
        var errors = 0;
        for (var run = 0; run < runs.Count; run++) errors += Wrong(runs.Run(run), classes, counts);
        return errors;
    }

    // A row is right when its class is the most frequent of the other rows.
    static int Wrong(ReadOnlySpan<int> rows, int[] classes, int[] counts)
    {
        Array.Clear(counts);
        foreach (var row in rows) counts[classes[row]]++;
        var (most, first, second) = (0, 0, 0);
        for (var k = 0; k < counts.Length; k++)
        {
            if (counts[k] > first) (most, first, second) = (k, counts[k], first);
            else second = Math.Max(second, counts[k]);
        }
        // Rows of all other classes are wrong; the most frequent one must stay so without the row.
        return first - 1 > second ? rows.Length - counts[most] : rows.Length;
    }

    // The runs on both sides vote, never the run itself: its rows may be alike because they are of one customer.
    static int ByNeighbors(SortedRuns runs, int[] classes, int classCount)
    {
        var votes = new int[classCount];
        var errors = 0;
        for (var run = 0; run < runs.Count; run++)
        {
            var winner = Winner(runs, run, classes, votes);
            foreach (var row in runs.Run(run))
                if (classes[row] != winner) errors++;
        }
        return errors;
    }

    static int Winner(SortedRuns runs, int run, int[] classes, int[] votes)
    {
        var (first, last) = (Math.Max(0, run - Neighbors), Math.Min(runs.Count - 1, run + Neighbors));
        var winner = -1;
        for (var other = first; other <= last; other++)
        {
            if (other == run) continue;
            foreach (var row in runs.Run(other))
            {
                var k = classes[row];
                votes[k]++;
                if (winner < 0 || votes[k] > votes[winner] || (votes[k] == votes[winner] && k < winner)) winner = k;
            }
        }
        for (var other = first; other <= last; other++)
            foreach (var row in runs.Run(other)) votes[classes[row]] = 0;
        return winner;
    }

    static int ByThreshold(SortedRuns runs, int[] classes)
    {
        var (above0, above1) = (0, 0);
        foreach (var row in runs.Rows)
        {
            if (classes[row] == 0) above0++;
            else above1++;
        }
        var (below0, below1, best) = (0, 0, Math.Min(above0, above1));
        for (var run = 0; run < runs.Count; run++)
        {
            foreach (var row in runs.Run(run))
            {
                if (classes[row] == 0) (below0, above0) = (below0 + 1, above0 - 1);
                else (below1, above1) = (below1 + 1, above1 - 1);
            }
            best = Math.Min(best, Math.Min(below0 + above1, below1 + above0));
        }
        return best;
    }
}
