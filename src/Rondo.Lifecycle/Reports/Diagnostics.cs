using System.Collections.Immutable;

namespace Rondo.Lifecycle.Reports;

/// <summary>How the best model behaves on the test rows. A task fills what applies to it.</summary>
public sealed record Diagnostics
{
    /// <summary>X is the false positive rate, Y the true positive rate; one curve, or one for each class.</summary>
    public ImmutableArray<CurveReport> Roc { get; init; } = [];

    /// <summary>X is recall, Y precision.</summary>
    public ImmutableArray<CurveReport> PrecisionRecall { get; init; } = [];

    public ImmutableArray<CalibrationBin> Calibration { get; init; } = [];

    public ConfusionReport? Confusion { get; init; }

    public ImmutableArray<GridCell> PredictedByActual { get; init; } = [];

    /// <summary>Actual minus predicted.</summary>
    public ImmutableArray<HistogramBin> Residuals { get; init; } = [];
}

/// <summary>A curve of the positive class, or of one class against the rest.</summary>
/// <param name="Class">The class, or null when there is one curve only.</param>
/// <param name="Area">The area under it, as the metric of that name computes it.</param>
/// <param name="Prevalence">The share of rows of the class: what precision is without a model.</param>
public sealed record CurveReport(string? Class, ImmutableArray<CurvePoint> Points, double? Area = null, double? Prevalence = null)
{
    /// <summary>The same curve without the points that lie less than a step beyond the last kept one; its ends stay.</summary>
    public CurveReport Thin(int most)
    {
        if (Points.Length <= most) return this;
        // A monotone curve in the unit square is at most two long, so this step leaves at most so many points.
        var step = 2.0 / (most - 2);
        var kept = ImmutableArray.CreateBuilder<CurvePoint>(most);
        kept.Add(Points[0]);
        for (var i = 1; i < Points.Length - 1 && kept.Count < most - 1; i++)
        {
            if (Math.Abs(Points[i].X - kept[^1].X) + Math.Abs(Points[i].Y - kept[^1].Y) >= step) kept.Add(Points[i]);
        }
        kept.Add(Points[^1]);
        return this with { Points = kept.ToImmutable() };
    }
}

/// <summary>A point of a curve and the score threshold that leads to it (none for the end points).</summary>
public readonly record struct CurvePoint(double X, double Y, double? Threshold = null);

/// <summary>Rows whose predicted probability lies between two bounds: what was predicted and what came.</summary>
public sealed record CalibrationBin(double Low, double High, double Predicted, double Observed, long Rows);

/// <summary>Counts by actual class (outer) and predicted class (inner).</summary>
/// <param name="Threshold">The probability from which the positive class is predicted, for two classes.</param>
public sealed record ConfusionReport(ImmutableArray<string> Classes, ImmutableArray<ImmutableArray<long>> Counts, double? Threshold = null);
