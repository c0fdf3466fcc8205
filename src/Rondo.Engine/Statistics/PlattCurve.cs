using Rondo.Engine.Calibration;
using Rondo.Engine.Catalog;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>Calibration by a logistic curve of the scores as they are (Platt 1999; Lin, Lin and Weng 2007).</summary>
[Part("platt", "A logistic curve from scores to probabilities, labels drawn in by Laplace's rule (Platt 1999; scikit-learn's sigmoid calibration).")]
public sealed record PlattCurve : IStatistic
{
    public StatisticResult Compute(StatisticInput input)
    {
        var scores = input.Numbers("scores");
        var labels = input.Labels(scores.Length);
        var at = input.Has("at") ? input.Numbers("at") : scores;
        var weights = new double[scores.Length];
        Array.Fill(weights, 1);
        var curve = LogisticCurve.FitScores(scores, labels, weights);
        return new StatisticResult(curve.Slope).With("calibrated", Array.ConvertAll(at, x => Functions.Sigmoid(curve.Slope * x + curve.Offset))).With("slope", curve.Slope).With("offset", curve.Offset);
    }
}
