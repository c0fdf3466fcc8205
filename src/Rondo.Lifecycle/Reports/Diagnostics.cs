using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;

namespace Rondo.Lifecycle.Reports;

/// <summary>How the best model behaves on the test rows. A task fills what applies to it.</summary>
public sealed record Diagnostics
{
    /// <summary>X is the false positive rate, Y the true positive rate; one curve, or one for each class.</summary>
    public ImmutableArray<CurveReport> Roc { get; init; } = [];

    /// <summary>X is recall, Y precision.</summary>
    public ImmutableArray<CurveReport> PrecisionRecall { get; init; } = [];

    /// <summary>Of two classes: X is the share of rows taken, the most likely first, Y how many times more of the class they hold than rows taken at random.</summary>
    public ImmutableArray<CurvePoint> Lift { get; init; } = [];

    public ImmutableArray<ProbabilityBin> Calibration { get; init; } = [];

    public ConfusionReport? Confusion { get; init; }

    public ImmutableArray<GridCell> PredictedByActual { get; init; } = [];

    /// <summary>Actual minus predicted.</summary>
    public ImmutableArray<HistogramBin> Residuals { get; init; } = [];

    // A curve for each of hundreds of classes is neither drawn nor read.
    const int _mostCurves = 30;

    /// <summary>All that applies to the task of these predictions; empty when a prediction is not a finite number.</summary>
    public static Diagnostics Of(Scored scored) => (scored.Problem, scored.Target.Task) switch
    {
        ({ }, _) or (_, TaskKind.Clustering) => new(),
        (_, TaskKind.Regression) => OfNumbers(scored),
        (_, TaskKind.Binary) => WithLift(OfClasses(scored, [(null, scored)])) with { Calibration = CalibrationOf(scored) },
        _ => OfClasses(scored, scored.Target.Classes.Take(_mostCurves).Select((name, k) => ((string?)name, AgainstRest(scored, k)))),
    };

    static Diagnostics OfNumbers(Scored scored) => new()
    {
        PredictedByActual = Binning.Grid(scored.Target.Values, scored.Predictions),
        Residuals = [.. (Engine.Metrics.Residuals.Of(scored)?.Histogram ?? []).Select(b => new HistogramBin(b.Low, b.High, Rows(b.Weight)))],
    };

    static Diagnostics OfClasses(Scored scored, IEnumerable<(string? Class, Scored Scored)> questions)
    {
        var roc = ImmutableArray.CreateBuilder<CurveReport>();
        var precisionRecall = ImmutableArray.CreateBuilder<CurveReport>();
        foreach (var (name, question) in questions)
        {
            var points = Curves.Roc(question);
            // Without rows of both classes there is no curve to draw.
            if (points.Count == 0) continue;
            roc.Add(new(name, [.. points.Select(p => new CurvePoint(p.FalsePositiveRate, p.TruePositiveRate, Finite(p.Threshold)))], new RocAuc().Compute(question).Value));
            var matrix = Curves.ConfusionMatrix(question);
            var positive = matrix[1, 0] + matrix[1, 1];
            precisionRecall.Add(new(name, [.. Curves.PrecisionRecall(question).Select(p => new CurvePoint(p.Recall, p.Precision, Finite(p.Threshold)))],
                new PrAuc().Compute(question).Value, positive / (positive + matrix[0, 0] + matrix[0, 1])));
        }
        return new() { Roc = roc.ToImmutable(), PrecisionRecall = precisionRecall.ToImmutable(), Confusion = ConfusionOf(scored) };
    }

    // Rates and the class's share give it: of the class so many are above a threshold, of all rows so many.
    static Diagnostics WithLift(Diagnostics diagnostics)
    {
        if (diagnostics is not { Roc: [var roc], PrecisionRecall: [{ Prevalence: > 0 and var share }] }) return diagnostics;
        var taken = roc.Points.Select(p => (Rows: (share * p.Y) + ((1 - share) * p.X), Point: p));
        return diagnostics with { Lift = [.. taken.Where(t => t.Rows > 0).Select(t => new CurvePoint(t.Rows, t.Point.Y / t.Rows, t.Point.Threshold))] };
    }

    static ImmutableArray<ProbabilityBin> CalibrationOf(Scored scored) =>
        [.. Curves.Calibration(scored).Select(b => new ProbabilityBin(b.Low, b.High, b.MeanProbability, b.ShareObserved, Rows(b.Weight)))];

    static ConfusionReport ConfusionOf(Scored scored)
    {
        var matrix = Curves.ConfusionMatrix(scored);
        var classes = Enumerable.Range(0, scored.Outputs);
        ImmutableArray<ImmutableArray<long>> counts = [.. classes.Select(a => classes.Select(p => Rows(matrix[a, p])).ToImmutableArray())];
        return new(scored.Target.Classes, counts, scored.Target.Task == TaskKind.Binary ? scored.Threshold : null);
    }

    static Scored AgainstRest(Scored scored, int k)
    {
        var (actual, predictions) = (new double[scored.Rows], new double[scored.Rows * 2]);
        for (var i = 0; i < actual.Length; i++)
        {
            actual[i] = scored.ActualClass(i) == k ? 1 : 0;
            predictions[2 * i] = 1 - scored.Probability(i, k);
            predictions[(2 * i) + 1] = scored.Probability(i, k);
        }
        return new Scored(new Target(TaskKind.Binary, actual, ["rest", scored.Target.Classes[k]]), predictions, scored.Weights);
    }

    static long Rows(double weight) => (long)Math.Round(weight);

    static double? Finite(double threshold) => double.IsFinite(threshold) ? threshold : null;
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
public sealed record ProbabilityBin(double Low, double High, double Predicted, double Observed, long Rows);

/// <summary>Counts by actual class (outer) and predicted class (inner).</summary>
/// <param name="Threshold">The probability from which the positive class is predicted, for two classes.</param>
public sealed record ConfusionReport(ImmutableArray<string> Classes, ImmutableArray<ImmutableArray<long>> Counts, double? Threshold = null);
