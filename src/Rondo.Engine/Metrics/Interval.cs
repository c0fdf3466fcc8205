namespace Rondo.Engine.Metrics;

/// <summary>A confidence interval.</summary>
/// <param name="Resamples">The resamples that it rests on.</param>
public readonly record struct Interval(double Low, double High, double Level, int Resamples);
