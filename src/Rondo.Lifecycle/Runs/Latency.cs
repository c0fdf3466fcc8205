using System.Diagnostics;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Runs;

/// <summary>How long one row takes through a whole pipeline, in this process and without a network.</summary>
public static class Latency
{
    private const int Calls = 500;

    /// <summary>The 99th percentile of single-row predictions, after a warm-up.</summary>
    public static TimeSpan Percentile99(FittedPipeline pipeline)
    {
        var row = Table.Of(pipeline.Input.Fields.Select(f => (f.Name, Blank(f.Type))));
        for (var i = 0; i < Calls / 5; i++) pipeline.Predict(row);
        var times = new long[Calls];
        for (var i = 0; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            pipeline.Predict(row);
            times[i] = Stopwatch.GetTimestamp() - start;
        }
        Array.Sort(times);
        return Stopwatch.GetElapsedTime(0, times[Calls * 99 / 100]);
    }

    static Column Blank(ColumnType type) => type switch
    {
        ColumnType.Double => new DoubleColumn([0]),
        ColumnType.Text => new TextColumn([-1], []),
        _ => new IntegerColumn(type, [0]),
    };
}
