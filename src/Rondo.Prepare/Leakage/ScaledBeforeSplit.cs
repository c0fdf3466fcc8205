using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>
/// Columns with mean 0 and standard deviation 1 over all rows, but not over the training rows: a scaler was fitted on the test rows too before the
/// data came here. Within a lifecycle file that can't be written, for whatever is fitted sees training rows alone.
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
        var scaled = ImmutableArray.CreateBuilder<string>();
        var furthest = (Name: "", Mean: 0.0, Deviation: 1.0);
        foreach (var name in data.Features)
        {
            cancellation.ThrowIfCancellationRequested();
            if (data.Table[name] is not DoubleColumn column || !IsNear(column, data.Sample.Rows) || !IsStandard(Moments.Of(Known(column, null)), Known(column, null).Length)) continue;
            var training = Known(column, data.Split.Train);
            var (mean, deviation) = training.Length < MinRows ? (0, 1) : Moments.Of(training);
            if (IsStandard((mean, deviation), training.Length)) continue;
            scaled.Add(name);
            if (Math.Abs(mean) >= Math.Abs(furthest.Mean)) furthest = (name, mean, deviation);
        }
        if (scaled.Count == 0) yield break;
        ImmutableArray<string> columns = scaled.ToImmutable();
        yield return new LeakFinding("scaled_before_split", LeakSeverity.Error, columns, string.Create(CultureInfo.InvariantCulture,
            $"{(columns.Length == 1 ? "Column" : "Columns")} {Words.List(columns)} {(columns.Length == 1 ? "has" : "have")} mean 0 and standard deviation 1 over all {data.Rows} rows, but not over the {data.Split.Train.Length} training rows ('{furthest.Name}': mean {furthest.Mean:G4}, standard deviation {furthest.Deviation:G4}): a scaler was fitted before the split."),
            $"Give the values as they were: `features: {{ scale: standard }}` fits on training rows alone. To take them all the same: `leakage: {{ allow: [{string.Join(", ", columns)}] }}`.");
    }

    // Most columns are far off already in a part of the rows.
    static bool IsNear(DoubleColumn column, int[] rows) => Known(column, rows) is { Length: >= MinRows } few && Math.Abs(Moments.Mean(few)) <= 6 / Math.Sqrt(few.Length);

    static double[] Known(DoubleColumn column, int[]? rows) => [.. Numbers.Of(column, rows).Where(v => !double.IsNaN(v))];

    static bool IsStandard((double Mean, double Deviation) moments, int count) =>
        count >= MinRows && Math.Abs(moments.Mean) <= Tolerance
        && (Math.Abs(moments.Deviation - 1) <= Tolerance || Math.Abs(moments.Deviation * Math.Sqrt(count / (count - 1.0)) - 1) <= Tolerance);
}
