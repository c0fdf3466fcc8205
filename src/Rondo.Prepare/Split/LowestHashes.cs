using Rondo.Engine.Algorithms;

namespace Rondo.Prepare.Split;

/// <summary>Chooses a share of rows by lowest hash, equal hashes together.</summary>
static class LowestHashes
{
    /// <summary>
    /// Takes keys from the lowest hash on until the number of rows is nearest to the share, within each class when there is a target.
    /// A key with rows of several classes counts to the most frequent one of them, so that it stays whole.
    /// </summary>
    public static bool[] Choose(ulong[] hashes, Target? classes, double fraction)
    {
        var (sorted, order) = Sorted(hashes);
        var rowsOf = new int[classes?.Classes.Length ?? 1];
        var runs = new List<(int Start, int End, int Class)>();
        var votes = new int[rowsOf.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = EndOfRun(sorted, start);
            var label = classes is null ? 0 : MostFrequent(classes, order.AsSpan(start, end - start), votes);
            rowsOf[label] += end - start;
            runs.Add((start, end, label));
            start = end;
        }
        var wanted = Array.ConvertAll(rowsOf, rows => Share.Of(rows, fraction));
        var isFull = new bool[rowsOf.Length];
        var isTest = new bool[hashes.Length];
        foreach (var (start, end, label) in runs)
        {
            if (isFull[label]) continue;
            var over = end - start - wanted[label];
            // The boundary: a key that passes it is taken when that comes nearer to the share than leaving it out.
            isFull[label] = over >= 0;
            if (over > 0 && over >= wanted[label]) continue;
            wanted[label] -= end - start;
            foreach (var row in order.AsSpan(start, end - start)) isTest[row] = true;
        }
        return isTest;
    }

    /// <summary>As above without classes, but a key that overshoots too far is passed over, so that one large key does not end the search.</summary>
    public static bool[] ChoosePassingOver(ulong[] hashes, double fraction)
    {
        var (sorted, order) = Sorted(hashes);
        var wanted = Share.Of(hashes.Length, fraction);
        var isTest = new bool[hashes.Length];
        for (var start = 0; start < order.Length && wanted > 0;)
        {
            var end = EndOfRun(sorted, start);
            if (end - start - wanted < wanted)
            {
                wanted -= end - start;
                foreach (var row in order.AsSpan(start, end - start)) isTest[row] = true;
            }
            start = end;
        }
        return isTest;
    }

    static (ulong[] Hashes, int[] Rows) Sorted(ulong[] hashes)
    {
        var sorted = (ulong[])hashes.Clone();
        var order = new int[sorted.Length];
        for (var row = 0; row < order.Length; row++) order[row] = row;
        Array.Sort(sorted, order);
        return (sorted, order);
    }

    static int EndOfRun(ulong[] sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start]) end++;
        return end;
    }

    static int MostFrequent(Target classes, ReadOnlySpan<int> rows, int[] votes)
    {
        if (rows.Length == 1) return (int)classes.Values[rows[0]];
        Array.Clear(votes);
        foreach (var row in rows) votes[(int)classes.Values[row]]++;
        return Array.IndexOf(votes, votes.Max());
    }
}
