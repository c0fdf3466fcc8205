using System.Diagnostics;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Runs;

/// <summary>How long one row takes through a whole pipeline, in this process and without a network.</summary>
public static class Latency
{
    private const int Calls = 500;

    // A slow model is slow after few calls too.
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(2);

    /// <summary>The 99th percentile of single-row predictions, after a warm-up.</summary>
    /// <param name="rows">The rows predicted, in turn; at least one.</param>
    public static TimeSpan Percentile99(FittedPipeline pipeline, Table rows)
    {
        var single = Enumerable.Range(0, Math.Min(rows.RowCount, Calls)).Select(row => rows.Take([row])).ToArray();
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Calls / 5 && Stopwatch.GetElapsedTime(begun) < s_most; i++) pipeline.Predict(single[i % single.Length]);
        var times = new List<long>(Calls);
        while (times.Count == 0 || (times.Count < Calls && Stopwatch.GetElapsedTime(begun) < s_most))
        {
            var start = Stopwatch.GetTimestamp();
            pipeline.Predict(single[times.Count % single.Length]);
            times.Add(Stopwatch.GetTimestamp() - start);
        }
        times.Sort();
        return Stopwatch.GetElapsedTime(0, times[times.Count * 99 / 100]);
    }
}
