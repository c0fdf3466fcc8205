namespace Rondo.Define;

/// <summary>A bound in the metric's good direction: at most for errors, at least for scores.</summary>
public sealed record SuccessCriterion(string Metric, double Bound)
{
    public bool HigherIsBetter { get; } = WordOf(Metric).HigherIsBetter;

    /// <summary>Whether the value reaches the bound. An undefined value reaches none.</summary>
    public bool Judge(double? value) => value is { } known && (HigherIsBetter ? known >= Bound : known <= Bound);

    /// <summary>The share of the baseline's error that the model does away with: the value of <c>beats_baseline</c>. Null when the baseline leaves no error.</summary>
    public static double? ShareOfErrorBeaten(string metric, double model, double baseline)
    {
        var word = WordOf(metric);
        var error = word.Error(baseline);
        return error > 0 ? (error - word.Error(model)) / error : null;
    }

    static MetricWord WordOf(string metric) =>
        MetricWords.Find(metric) ?? throw new ArgumentException($"There is no metric '{metric}'.", nameof(metric));
}
