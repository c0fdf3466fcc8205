using System.Text.Json;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Resolution;
using Rondo.Observe.Reference;

namespace Rondo.Lifecycle.Runs;

/// <summary>The reference that a served model is watched by: its training rows, and what it says of those that it had not seen.</summary>
static class TrainingReference
{
    /// <returns>reference.bin.</returns>
    public static byte[] Of(Trained trained, PreparedData data, ResolvedSpec resolved, RunOptions options)
    {
        options.Say("evaluate", "describing the training rows for later comparisons");
        var rows = data.TrainRows();
        var pipeline = trained.Best.Pipeline;
        var (predicted, predictions) = OutOfFold(trained.Best, rows.Data.Target.Task);
        using var spec = JsonDocument.Parse(SpecJson.Canonical(resolved.Spec));
        var builder = new ReferenceBuilder(pipeline.Conform(rows.Table), rows.Data.Target, resolved.Spec.Define.Target?.Name ?? "target")
        {
            Masked = new DeclaredServing(spec.RootElement).Log.Masked,
            Seed = resolved.Seed,
        };
        return ProfileFormat.Write(builder.Build(predicted, new Predictions(pipeline.Task, pipeline.Classes, predictions) { Threshold = pipeline.Threshold },
            trained.IsCancelled ? CancellationToken.None : options.Cancellation));
    }

    static (int[] Rows, double[] Values) OutOfFold(Contender best, TaskKind task)
    {
        if (task == TaskKind.Clustering) return ([], []);
        var rows = best.Folds.OutOfFold.Rows;
        var values = best.Folds.OutOfFold.Values(rows);
        best.Pipeline.Calibration?.Apply(values, best.Pipeline.Outputs);
        return (rows, values);
    }
}
