using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Metrics;

/// <summary>Share of the target's variance that is explained.</summary>
[Part("r2", "Share of the target's variance that is explained.")]
public sealed record R2 : IRowMetric
{
    public bool HigherIsBetter => true;

    public bool Fits(TaskKind task) => task == TaskKind.Regression;

    public WeightedMetric Prepare(Scored scored)
    {
        var errors = Losses(scored);
        // Shifted by one of its values, a constant target becomes exactly 0 and has exactly no variance.
        var shifted = new double[scored.Rows];
        for (var i = 0; i < shifted.Length; i++) shifted[i] = scored.Target.Values[i] - scored.Target.Values[0];
        return weights => Compute(errors, shifted, weights);
    }

    public double[] Losses(Scored scored) => RegressionErrors.Squared(scored);

    static MetricValue Compute(double[] errors, double[] shifted, ReadOnlySpan<double> weights)
    {
        var weighted = 0;
        foreach (var weight in weights) weighted += weight > 0 ? 1 : 0;
        if (weighted < 2) return MetricValue.Undefined("it needs two rows");
        var unexplained = Reductions.Dot(weights, errors);
        var mean = Reductions.Dot(weights, shifted) / Reductions.Sum(weights);
        var variation = SquaresAround(mean, shifted, weights);
        // scikit-learn's values for a constant target.
        if (variation == 0) return MetricValue.Of(unexplained == 0 ? 1 : 0);
        return MetricValue.Of(1 - unexplained / variation);
    }

    static double SquaresAround(double mean, ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var lanes = Vector512<double>.Zero;
        var means = Vector512.Create(mean);
        var blocks = MemoryMarshal.Cast<double, Vector512<double>>(values);
        var weightBlocks = MemoryMarshal.Cast<double, Vector512<double>>(weights);
        for (var i = 0; i < blocks.Length; i++)
        {
            var distance = blocks[i] - means;
            lanes += weightBlocks[i] * (distance * distance);
        }
        Span<double> sums = stackalloc double[8];
        lanes.CopyTo(sums);
        for (var i = blocks.Length * 8; i < values.Length; i++) sums[i & 7] += weights[i] * ((values[i] - mean) * (values[i] - mean));
        return Reductions.Sum(sums);
    }
}
