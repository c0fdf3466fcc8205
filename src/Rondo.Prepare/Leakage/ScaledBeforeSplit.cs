using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// Columns with mean 0 and standard deviation 1, or from exactly 0 to exactly 1, over all rows, but not over the training rows: a scaler was fitted
/// on the test rows too before the data came here. Within a lifecycle file that can't be written, for whatever is fitted sees training rows alone.
/// </summary>
[Part("scaled_before_split", "Finds columns that were scaled with the test rows among the others.")]
public sealed record ScaledBeforeSplit : ILeakageTest
{
    // That both agree so closely by chance is as likely as two draws from a millionth each.
    private const double Tolerance = 1e-6;
    private const int MinRows = 20;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Target.Task == TaskKind.Clustering) yield break;
        var standard = ImmutableArray.CreateBuilder<string>();
        var ranged = ImmutableArray.CreateBuilder<string>();
        foreach (var name in data.Features)
        {
            cancellation.ThrowIfCancellationRequested();
            if (data.Table[name] is not DoubleColumn column) continue;
            if (IsStandard(data, column)) standard.Add(name);
            else if (IsRanged(data, column)) ranged.Add(name);
        }
        if (standard.Count > 0) yield return Finding(data, standard.ToImmutable(), "mean 0 and standard deviation 1", Moments.Of, m => string.Create(CultureInfo.InvariantCulture, $"mean {m.Mean:G4}, standard deviation {m.StandardDeviation:G4}"), "standard");
        if (ranged.Count > 0) yield return Finding(data, ranged.ToImmutable(), "a smallest value of exactly 0 and a largest of exactly 1", v => (Min(v), Max(v)), m => string.Create(CultureInfo.InvariantCulture, $"from {m.Mean:G4} to {m.StandardDeviation:G4}"), "min_max");
    }

    delegate (double Mean, double StandardDeviation) Measure(ReadOnlySpan<double> values);

    static LeakFinding Finding(LeakageData data, ImmutableArray<string> columns, string what, Measure measure, Func<(double Mean, double StandardDeviation), string> shown, string scaler)
    {
        var training = Known((DoubleColumn)data.Table[columns[0]], data.Split.Train);
        return new LeakFinding("scaled_before_split", LeakSeverity.Error, columns, string.Create(CultureInfo.InvariantCulture,
            $"{(columns.Length == 1 ? "Column" : "Columns")} {Words.List(columns)} {(columns.Length == 1 ? "has" : "have")} {what} over all {data.Rows} rows, but not over the {data.Split.Train.Length} training rows ('{columns[0]}': {shown(measure(training))}): a scaler was fitted before the split."),
            $"Give the values as they were: `features: {{ scale: {scaler} }}` fits on training rows alone. To take them all the same: `leakage: {{ allow: [{string.Join(", ", columns)}] }}`.");
    }

    static bool IsStandard(LeakageData data, DoubleColumn column)
    {
        // Most columns are far off already in a part of the rows.
        var few = Known(column, data.SampleRows);
        if (few.Length < MinRows || Math.Abs(Moments.Mean(few)) > 6 / Math.Sqrt(few.Length)) return false;
        return IsStandard(Known(column, null)) && Known(column, data.Split.Train) is { Length: >= MinRows } training && !IsStandard(training);
    }

    static bool IsStandard(double[] values)
    {
        var (mean, deviation) = Moments.Of(values);
        return Math.Abs(mean) <= Tolerance && (Math.Abs(deviation - 1) <= Tolerance || Math.Abs(deviation * Math.Sqrt(values.Length / (values.Length - 1.0)) - 1) <= Tolerance);
    }

    // A measured share seldom is exactly 0 once and exactly 1 once, with all digits in between.
    static bool IsRanged(LeakageData data, DoubleColumn column)
    {
        if (Array.Exists(column.Values, v => v < 0 || v > 1)) return false;
        var values = Known(column, null);
        if (values.Length < MinRows || values.Count(v => v == 0) != 1 || values.Count(v => v == 1) != 1 || values.Count(v => v * 1e4 == Math.Round(v * 1e4)) > values.Length / 10) return false;
        var training = Known(column, data.Split.Train);
        return training.Length >= MinRows && (Min(training) != 0 || Max(training) != 1);
    }

    static double Min(ReadOnlySpan<double> values)
    {
        var min = double.PositiveInfinity;
        foreach (var value in values) min = Math.Min(min, value);
        return min;
    }

    static double Max(ReadOnlySpan<double> values)
    {
        var max = double.NegativeInfinity;
        foreach (var value in values) max = Math.Max(max, value);
        return max;
    }

    static double[] Known(DoubleColumn column, int[]? rows) => [.. Numbers.Of(column, rows).Where(v => !double.IsNaN(v))];
}
