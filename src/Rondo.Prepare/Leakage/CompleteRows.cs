using Rondo.Engine.Algorithms;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>Numeric columns beside the target, in rows where all of them have a value. Columns that are mostly missing give way to the others.</summary>
/// <param name="Columns">Shape: names x rows.</param>
sealed record CompleteRows(string[] Names, double[][] Columns, double[] Target)
{
    private const int MaxRows = 4000, MinRows = 30;

    /// <summary>Null when too few rows are complete.</summary>
    public static CompleteRows? Of(LeakageData data, IEnumerable<string> names)
    {
        var sample = data.Sample;
        int[] positions = new CounterRandom(data.Seed, "leakage_columns").Sample(sample.Rows.Length, MaxRows);
        var rows = Array.ConvertAll(positions, p => sample.Rows[p]);
        var target = data.Target.Task == TaskKind.Regression ? Array.ConvertAll(positions, p => sample.Target.Values[p]) : Array.ConvertAll(positions, p => sample.Target.Values[p] == 0 ? 0.0 : 1.0);
        var columns = names.Select(name => (Name: name, Values: Numbers.Of(data.Table[name], rows))).OrderBy(c => c.Values.Count(double.IsNaN)).ToList();
        while (columns.Count > 1)
        {
            int[] complete = [.. Enumerable.Range(0, rows.Length).Where(i => columns.All(c => !double.IsNaN(c.Values[i])))];
            if (complete.Length >= Math.Max(MinRows, rows.Length / 10))
                return new CompleteRows([.. columns.Select(c => c.Name)], [.. columns.Select(c => Array.ConvertAll(complete, i => c.Values[i]))], Array.ConvertAll(complete, i => target[i]));
            columns.RemoveAt(columns.Count - 1);
        }
        return null;
    }

    /// <summary>The logarithms of the sizes, where nothing is 0, for products and ratios; null when that leaves too little.</summary>
    public CompleteRows? Logarithms()
    {
        int[] columns = [.. Enumerable.Range(0, Names.Length).Where(j => Columns[j].Count(v => v == 0) <= Target.Length / 10)];
        int[] rows = [.. Enumerable.Range(0, Target.Length).Where(i => Target[i] != 0 && columns.All(j => Columns[j][i] != 0))];
        if (columns.Length < 2 || rows.Length < Math.Max(MinRows, Target.Length / 10)) return null;
        return new CompleteRows(Array.ConvertAll(columns, j => Names[j]), Array.ConvertAll(columns, j => Array.ConvertAll(rows, i => Functions.Log(Math.Abs(Columns[j][i])))),
            Array.ConvertAll(rows, i => Functions.Log(Math.Abs(Target[i]))));
    }
}
