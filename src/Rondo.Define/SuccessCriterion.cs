namespace Rondo.Define;

/// <summary>A bound in the metric's good direction: at most for errors, at least for scores.</summary>
public sealed record SuccessCriterion(string Metric, double Bound)
{
    private readonly MetricWord _word = MetricWords.Find(Metric) ?? throw new ArgumentException($"There is no metric '{Metric}'.", nameof(Metric));

    public bool HigherIsBetter => _word.HigherIsBetter;

    /// <summary>Whether the value reaches the bound. An undefined value reaches none.</summary>
    public bool Judge(double value) => HigherIsBetter ? value >= Bound : value <= Bound;

    /// <summary>The share of the baseline's error that the model does away with: the value of <c>beats_baseline</c>. NaN when the baseline has no error to beat.</summary>
    public static double ShareOfErrorBeaten(string metric, double model, double baseline)
    {
        var word = MetricWords.Find(metric) ?? throw new ArgumentException($"There is no metric '{metric}'.", nameof(metric));
        var error = word.Error(baseline);
        return error > 0 ? (error - word.Error(model)) / error : double.NaN;
    }
}
