using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>Whole groups of rows, group after group, each in the order of time, or else of the file.</summary>
/// <param name="Title">Such as <c>per 'user_id'</c>.</param>
/// <param name="Columns">What makes the groups; empty when all rows are one series.</param>
/// <param name="Starts">Where each group begins in <paramref name="Rows"/>, and the end of the last.</param>
sealed record Grouping(string Title, string[] Columns, int[] Rows, int[] Starts)
{
    private const int MaxRows = 60_000;

    /// <summary>Whether the rows of a group go on in time; those of one period are all there is of it.</summary>
    public bool IsSeries { get; init; } = true;

    public int Count => Starts.Length - 1;

    /// <summary>As many whole groups, drawn at random, as make up a bounded number of rows.</summary>
    /// <param name="codes">The group of each row; rows of -1 are left out.</param>
    public static Grouping Of(LeakageData data, string title, string[] columns, int[] codes)
    {
        var isTaken = Choose(codes, data.Seed);
        int[] rows = [.. Enumerable.Range(0, codes.Length).Where(row => codes[row] >= 0 && isTaken[codes[row]])];
        if (columns.Length == 0 && rows.Length > MaxRows) rows = rows[..MaxRows];
        var time = data.Time is { } name ? data.Table[name].Take(rows) : null;
        var order = time is null ? ByGroup(rows, codes) : Array.ConvertAll(RowOrder.By(time, Array.ConvertAll(rows, row => codes[row])), o => rows[o]);
        var starts = new List<int>();
        for (var i = 0; i < order.Length; i++)
            if (i == 0 || codes[order[i]] != codes[order[i - 1]]) starts.Add(i);
        starts.Add(order.Length);
        return new Grouping(title, columns, order, [.. starts]);
    }

    static bool[] Choose(int[] codes, ulong seed)
    {
        var sizes = new int[Codes.Count(codes)];
        foreach (var code in codes)
            if (code >= 0) sizes[code]++;
        var isTaken = new bool[sizes.Length];
        var rows = 0;
        foreach (var code in new CounterRandom(seed, "leakage_groups").Permutation(sizes.Length))
        {
            if (rows > 0 && rows + sizes[code] > MaxRows) continue;
            rows += sizes[code];
            isTaken[code] = true;
        }
        return isTaken;
    }

    static int[] ByGroup(int[] rows, int[] codes)
    {
        var keys = Array.ConvertAll(rows, row => ((long)codes[row] << 32) | (uint)row);
        Array.Sort(keys);
        return Array.ConvertAll(keys, key => (int)(key & 0xffffffff));
    }
}
