using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Metrics;

/// <summary>Mean squared error of the probability; summed over the classes when there are several.</summary>
[Part("brier", "Mean squared error of the probability; summed over the classes when there are several.")]
public sealed record Brier : IRowMetric
{
    public bool HigherIsBetter => false;

    public bool Fits(TaskKind task) => task.HasClasses;

    public WeightedMetric Prepare(Scored scored) => WeightedMean.Of(Losses(scored));

    public double[] Losses(Scored scored)
    {
        // Brier (1950) sums over the classes; with two classes the usual form, also scikit-learn's, looks at the positive one only.
        var first = scored.Target.Task == TaskKind.Binary ? 1 : 0;
        var errors = new double[scored.Rows];
        for (var i = 0; i < errors.Length; i++)
        {
            for (var k = first; k < scored.Outputs; k++)
            {
                var error = scored.Probability(i, k) - (scored.ActualClass(i) == k ? 1 : 0);
                errors[i] += error * error;
            }
        }
        return errors;
    }
}
