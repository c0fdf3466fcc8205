using System.Diagnostics;
using Rondo.Deploy.Host;
using Rondo.Engine.Data;

namespace Rondo.Benchmarks.Serving;

/// <summary>The model alone on one thread, from typed columns to predictions: a row at a time, and in batches.</summary>
static class ModelSpeed
{
    /// <returns>Microseconds: of a single row, and of each row of a batch; one figure a pass.</returns>
    public static (double[] Single, double[] Batch) Measure(ServedModel model, Column[][] rows, Column[] batch, int passes)
    {
        for (var warm = 0; warm < 50; warm++) (One(model, rows), Many(model, batch)).ToString();
        return ([.. Enumerable.Range(0, passes).Select(_ => One(model, rows))], [.. Enumerable.Range(0, passes).Select(_ => Many(model, batch))]);
    }

    static double One(ServedModel model, Column[][] rows)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var row in rows) model.Predict(row);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / rows.Length;
    }

    static double Many(ServedModel model, Column[] batch)
    {
        var start = Stopwatch.GetTimestamp();
        model.Predict(batch);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / batch[0].Length;
    }
}
