using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Metrics;

/// <summary>Mean negative logarithm of the true class's probability.</summary>
[Part("log_loss", "Mean negative logarithm of the true class's probability.")]
public sealed record LogLoss : IRowMetric
{
    // scikit-learn's clip: one epsilon away from 0 and 1, then the row is scaled to sum to 1.
    private const double Epsilon = 2.220446049250313e-16;

    public bool HigherIsBetter => false;

    public bool Fits(TaskKind task) => task.HasClasses;

    public WeightedMetric Prepare(Scored scored) => WeightedMean.Of(Losses(scored));

    public double[] Losses(Scored scored)
    {
        var losses = new double[scored.Rows];
        for (var i = 0; i < losses.Length; i++)
        {
            var sum = 0.0;
            for (var k = 0; k < scored.Outputs; k++) sum += Clip(scored.Probability(i, k));
            losses[i] = -Functions.Log(Clip(scored.Probability(i, scored.ActualClass(i))) / sum);
        }
        return losses;
    }

    static double Clip(double probability) => Math.Clamp(probability, Epsilon, 1 - Epsilon);
}
