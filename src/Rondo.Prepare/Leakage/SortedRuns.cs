namespace Rondo.Prepare.Leakage;

/// <summary>The rows of a sample by the size of a number, equal numbers in one run; rows without it are left out.</summary>
/// <param name="Values">The number of each run, ascending.</param>
/// <param name="Starts">Where each run begins in <paramref name="Rows"/>, and the end of the last.</param>
/// <param name="Rows">Positions in the sample.</param>
sealed record SortedRuns(double[] Values, int[] Starts, int[] Rows)
{
    public int Count => Values.Length;

    public ReadOnlySpan<int> Run(int run) => Rows.AsSpan(Starts[run], Starts[run + 1] - Starts[run]);

    public static SortedRuns Of(double[] numbers)
    {
        int[] rows = [.. Enumerable.Range(0, numbers.Length).Where(i => !double.IsNaN(numbers[i]))];
        var keys = Array.ConvertAll(rows, i => numbers[i]);
        Array.Sort(keys, rows);
        var values = new List<double>();
        var starts = new List<int>();
        for (var i = 0; i < keys.Length; i++)
        {
            if (i > 0 && keys[i] == keys[i - 1]) continue;
            values.Add(keys[i]);
            starts.Add(i);
        }
        starts.Add(keys.Length);
        return new SortedRuns([.. values], [.. starts], rows);
    }
}
