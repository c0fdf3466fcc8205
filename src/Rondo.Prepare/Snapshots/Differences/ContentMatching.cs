namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>
/// Matches rows without a key. Tables of one length whose rows mostly stand where they stood, or are all new, are compared place by place.
/// Else equal rows are one another's partners, and the rows that are left between the same neighbours may be changed ones.
/// </summary>
static class ContentMatching
{
    private const int None = -1;

    /// <param name="before">The hashes of the earlier table's rows.</param>
    /// <param name="after">The hashes of the later table's rows.</param>
    /// <param name="similar">Tells of pairs of rows (earlier, later) which have at least half of their cells in common.</param>
    public static (RowPairs Pairs, RowMatch How) Match(ulong[] before, ulong[] after, Func<IReadOnlyList<(int Before, int After)>, bool[]> similar)
    {
        var inPlace = 0;
        for (var row = 0; row < Math.Min(before.Length, after.Length); row++)
            if (before[row] == after[row]) inPlace++;
        var isSameLength = before.Length == after.Length;
        if (isSameLength && 2L * inPlace >= before.Length) return (InPlace(before.Length), RowMatch.Position);
        var partners = EqualRows(before, after);
        var equal = partners.Count(p => p >= 0);
        if (isSameLength && equal == 0) return (InPlace(before.Length), RowMatch.Position);
        PairChanged(partners, before.Length, similar);
        return (RowPairs.Of(partners, before.Length), RowMatch.Content);
    }

    static RowPairs InPlace(int rows) => RowPairs.Of([.. Enumerable.Range(0, rows)], rows);

    // First those at the same distance from the start, then from the end: rows that occur many times keep their neighbours so.
    static int[] EqualRows(ulong[] before, ulong[] after)
    {
        var partners = new int[after.Length];
        Array.Fill(partners, None);
        var isTaken = new bool[before.Length];
        foreach (var shift in (int[])[0, before.Length - after.Length])
        {
            for (var row = 0; row < after.Length; row++)
            {
                var other = row + shift;
                if (other < 0 || other >= before.Length || partners[row] >= 0 || isTaken[other] || before[other] != after[row]) continue;
                partners[row] = other;
                isTaken[other] = true;
            }
        }
        var index = new RowIndex(before);
        // Where the search for a hash goes on: rows are taken in their order, so none is looked at twice.
        var next = new Dictionary<ulong, int>();
        for (var row = 0; row < after.Length; row++)
        {
            if (partners[row] >= 0) continue;
            var other = next.TryGetValue(after[row], out var known) ? known : index.First(after[row]);
            while (other >= 0 && isTaken[other]) other = index.After(other);
            if (other >= 0)
            {
                partners[row] = other;
                isTaken[other] = true;
                other = index.After(other);
            }
            next[after[row]] = other;
        }
        return partners;
    }

    static void PairChanged(int[] partners, int rowsBefore, Func<IReadOnlyList<(int Before, int After)>, bool[]> similar)
    {
        var candidates = Candidates(partners, rowsBefore);
        var areSimilar = similar(candidates);
        var isTaken = new bool[rowsBefore];
        for (var i = 0; i < candidates.Count; i++)
        {
            var (earlier, later) = candidates[i];
            if (!areSimilar[i] || isTaken[earlier] || partners[later] >= 0) continue;
            partners[later] = earlier;
            isTaken[earlier] = true;
        }
    }

    // Between the same neighbours: each row with the one of its number, and where they are few with all others after that.
    static List<(int Before, int After)> Candidates(int[] partners, int rowsBefore)
    {
        const int few = 16;
        var laterOf = new int[rowsBefore];
        Array.Fill(laterOf, None);
        for (var row = 0; row < partners.Length; row++)
            if (partners[row] >= 0) laterOf[partners[row]] = row;
        var gaps = Gaps(laterOf, isLater: false);
        var candidates = new List<(int, int)>();
        foreach (var (neighbour, later) in Gaps(partners, isLater: true))
        {
            if (!gaps.TryGetValue(neighbour, out var earlier)) continue;
            for (var i = 0; i < Math.Min(earlier.Count, later.Count); i++) candidates.Add((earlier[i], later[i]));
            if (earlier.Count == later.Count || earlier.Count > few || later.Count > few) continue;
            foreach (var e in earlier)
                foreach (var l in later) candidates.Add((e, l));
        }
        return candidates;
    }

    // Rows without a partner, by the later table's row of the nearest partner before them.
    static Dictionary<int, List<int>> Gaps(int[] partners, bool isLater)
    {
        var gaps = new Dictionary<int, List<int>>();
        var neighbour = None;
        for (var row = 0; row < partners.Length; row++)
        {
            if (partners[row] >= 0)
            {
                neighbour = isLater ? row : partners[row];
                continue;
            }
            if (!gaps.TryGetValue(neighbour, out var rows)) gaps.Add(neighbour, rows = []);
            rows.Add(row);
        }
        return gaps;
    }
}
