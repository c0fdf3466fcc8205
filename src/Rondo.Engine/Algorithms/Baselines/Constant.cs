using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Baselines;

/// <summary>The number that a <see cref="Constant"/> predicts.</summary>
public enum ConstantStrategy
{
    Median,
    Mean,
}

/// <summary>The baseline that every regression must beat: one number for all rows.</summary>
[Part("constant", "Predicts the target's median, or mean, for every row.")]
public sealed record Constant : IAlgorithm
{
    [Param("The number predicted: median or mean.")]
    public ConstantStrategy Strategy { get; init; } = ConstantStrategy.Median;

    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => task == TaskKind.Regression;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("A constant is about numbers; for classes there is the prior.", nameof(data));
        context.Cancellation.ThrowIfCancellationRequested();
        var weights = RowWeights.Of(data);
        var value = Strategy == ConstantStrategy.Mean ? Mean(data.Target.Values, weights) : Median(data.Target.Values, weights);
        return new ConstantModel(data.Features.Columns.Length, [value]);
    }

    static double Mean(double[] values, double[] weights) => Reductions.Dot(weights, values) / Reductions.Sum(weights);

    // Half of the weight lies at or below it; between two values when the weight splits evenly there.
    static double Median(double[] values, double[] weights)
    {
        var rows = Enumerable.Range(0, values.Length).Where(i => weights[i] > 0).ToArray();
        var sorted = rows.Select(i => values[i]).ToArray();
        Array.Sort(sorted, rows);
        var half = Reductions.Sum(weights) / 2;
        var below = 0.0;
        for (var i = 0; i < sorted.Length - 1; i++)
        {
            below += weights[rows[i]];
            if (below > half) return sorted[i];
            if (below == half) return sorted[i] / 2 + sorted[i + 1] / 2;
        }
        return sorted[^1];
    }
}
