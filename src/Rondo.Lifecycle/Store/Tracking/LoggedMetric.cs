namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>A point of a metric.</summary>
/// <param name="Value">NaN where it is undefined; infinities are kept.</param>
/// <param name="TimeMicroseconds">Since 1970-01-01 UTC.</param>
public readonly record struct LoggedMetric(string Name, double Value, long Step, long TimeMicroseconds);
