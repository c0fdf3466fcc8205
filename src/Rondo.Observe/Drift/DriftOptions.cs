namespace Rondo.Observe.Drift;

/// <summary>When data count as changed.</summary>
/// <param name="FalseAlarms">The chance that a comparison of data without any change gives an alert, whatever the number of rows and columns.</param>
/// <param name="SmallestEffect">Changes below this are negligible, however sure they are: the gap between distribution functions, or the share of rows that moved to other values; 0 to 1.</param>
/// <param name="SmallestMissing">The same for the share of missing values.</param>
/// <param name="IsMultivariate">Whether all columns are also compared together: by a classifier that tells the rows apart, and by what principal components lose of them.</param>
public sealed record DriftOptions(double FalseAlarms = 0.05, double SmallestEffect = 0.1, double SmallestMissing = 0.05, bool IsMultivariate = false);
