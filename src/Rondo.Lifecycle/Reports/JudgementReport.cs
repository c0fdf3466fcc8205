using System.Collections.Immutable;

namespace Rondo.Lifecycle.Reports;

/// <summary>What is known of the best model besides its scores.</summary>
public sealed record JudgementReport
{
    public CalibrationReport? Calibration { get; init; }

    public ThresholdReport? Threshold { get; init; }

    public CoverageReport? Intervals { get; init; }

    public FitReport? Fit { get; init; }

    /// <summary>From few rows to all; empty when it was not asked for.</summary>
    public ImmutableArray<LearningRow> LearningCurve { get; init; } = [];

    /// <summary>The parts of the test rows where the model is significantly worse, worst first.</summary>
    public ImmutableArray<SliceReport> WeakSlices { get; init; } = [];

    /// <summary>The values of the columns that the file names under <c>train.evaluate.slices</c>.</summary>
    public ImmutableArray<SliceReport> Slices { get; init; } = [];

    public FairnessReport? Fairness { get; init; }

    public ContributionReport? Contributions { get; init; }

    public ImmutableArray<DependenceReport> PartialDependence { get; init; } = [];
}

/// <summary>Expected calibration error of out-of-fold probabilities, before and after.</summary>
/// <param name="Method">none when the probabilities are used as they are.</param>
public sealed record CalibrationReport(string Method, double? Before, double? After);

/// <summary>From which probability the positive class is predicted.</summary>
/// <param name="Rule">What chose it: given, a metric, or min_cost.</param>
/// <param name="CostPerRow">Mean cost of a test row, where mistakes have a cost.</param>
/// <param name="CostAtHalf">The same for a threshold of 0.5.</param>
public sealed record ThresholdReport(double Value, string Rule, double? CostPerRow = null, double? CostAtHalf = null);

/// <summary>Prediction intervals, and the share of test rows whose truth lies inside.</summary>
public sealed record CoverageReport(double Level, double HalfWidth, double? Coverage);

/// <summary>The metric on rows that the folds' models were fitted on, and on rows that they were not.</summary>
public sealed record FitReport(double? Train, double? Validation, bool IsOverfitted, string Message);

/// <summary>The metric when so many rows are learned from.</summary>
public sealed record LearningRow(int Rows, double? Train, double? Validation);

/// <summary>Rows that have something in common, and the metric on them.</summary>
/// <param name="Slice">Such as <c>ocean_proximity = INLAND</c>.</param>
public sealed record SliceReport(string Slice, int Rows, double? Value, double? PValue = null);

/// <summary>The worst group's metric as a share of the best group's.</summary>
public sealed record FairnessReport(string By, string Metric, ImmutableArray<SliceReport> Groups, double? Ratio, double Bound, bool Met);

/// <summary>The mean size of each column's contribution to predictions.</summary>
/// <param name="Space">What contributions add up to: prediction, probability or log_odds.</param>
public sealed record ContributionReport(string Space, bool IsExact, ImmutableArray<ColumnContribution> Columns);

public sealed record ColumnContribution(string Column, double Mean);

/// <summary>The mean prediction when a column is set to each of these values in all rows.</summary>
public sealed record DependenceReport(string Column, ImmutableArray<string> Values, ImmutableArray<double> Predictions);
