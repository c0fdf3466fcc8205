namespace Rondo.Engine.Metrics;

/// <summary>A metric's value, or why there is none. Never NaN, never infinite.</summary>
public readonly record struct MetricValue
{
    private MetricValue(double? value, string? reason)
    {
        Value = value;
        Reason = reason;
    }

    public double? Value { get; }

    /// <summary>Why the metric is undefined; null when it has a value.</summary>
    public string? Reason { get; }

    public static MetricValue Of(double value) =>
        double.IsFinite(value) ? new(value, null) : Undefined("the value is too large for a number");

    public static MetricValue Undefined(string reason) => new(null, reason);
}
