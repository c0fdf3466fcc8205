using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Baselines;

/// <summary>The baseline that every classification must beat: how frequent each class is.</summary>
[Part("prior", "Predicts the classes' shares in the training rows for every row.")]
public sealed record Prior : IAlgorithm
{
    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => task.HasClasses;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("The prior is about classes; for numbers there is the constant.", nameof(data));
        context.Cancellation.ThrowIfCancellationRequested();
        return new ConstantModel(data.Features.Columns.Length, [.. Shares(data)]);
    }

    internal static double[] Shares(TrainingSet data)
    {
        var totals = RowWeights.ClassTotals(data.Target, RowWeights.Of(data));
        var all = Reductions.Sum(totals);
        for (var k = 0; k < totals.Length; k++) totals[k] /= all;
        return totals;
    }
}
