using Rondo.Engine.Calibration;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>Calibration by a curve of any rising shape (Ayer and others 1955). Values equal scikit-learn's IsotonicRegression, clipped beyond the scores.</summary>
[Part("isotonic", "A rising curve from scores to probabilities, by pooling adjacent violators (Ayer and others 1955; scikit-learn IsotonicRegression).")]
public sealed record IsotonicCurve : IStatistic
{
    public StatisticResult Compute(StatisticInput input)
    {
        var scores = input.Numbers("scores");
        var labels = input.Labels(scores.Length);
        var at = input.Has("at") ? input.Numbers("at") : scores;
        var weights = new double[scores.Length];
        Array.Fill(weights, 1);
        var curve = RisingCurve.Fit(scores, labels, weights);
        return new StatisticResult(curve.X.Length).With("calibrated", Array.ConvertAll(at, curve.At)).With("x", curve.X.ToArray()).With("y", curve.Y.ToArray());
    }
}
