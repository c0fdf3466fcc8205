using System.Globalization;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Reports;
using Rondo.Train.CrossValidation;
using Rondo.Train.Judge;

namespace Rondo.Lifecycle.Runs;

/// <summary>The best model with what its out-of-fold predictions teach: calibration, threshold, intervals.</summary>
public sealed record Finished(FittedPipeline Pipeline)
{
    public CalibrationReport? Calibration { get; init; }

    /// <summary>What chose the threshold, and its value; null unless the task is binary.</summary>
    public (double Value, string Rule)? Threshold { get; init; }
}

/// <summary>Makes a pipeline ready to be saved. Nothing of it looks at test rows.</summary>
static class Finishing
{
    private const double EceThatIsOff = 0.05;
    // A rising curve has as many freedoms as rows; few rows ask for a sigmoid, which has two.
    private const int EnoughForIsotonic = 1_000;

    public static Finished Of(FittedPipeline fitted, OutOfFold outOfFold, TrainingRows rows, TrainingPlan plan)
    {
        var pipeline = fitted with { Reference = ReferenceRow.Of(rows.Table) };
        var task = rows.Data.Target.Task;
        if (task == TaskKind.Regression) return new Finished(pipeline with { Intervals = Conformal.Intervals(rows.Data.Target, outOfFold) });
        if (task == TaskKind.Clustering) return new Finished(pipeline);
        var predicted = outOfFold.Rows;
        var part = rows.Data.Take(predicted);
        var scored = new Scored(part.Target, outOfFold.Values(predicted), part.Weights);
        var (calibration, report) = Calibrate(scored, plan.Spec.Calibrate!);
        if (calibration is not null) scored = Calibrated(calibration, scored);
        pipeline = pipeline with { Calibration = calibration };
        if (task != TaskKind.Binary) return new Finished(pipeline) { Calibration = report };
        var threshold = Threshold(scored, plan);
        return new Finished(pipeline with { Threshold = threshold.Value }) { Calibration = report, Threshold = threshold };
    }

    static (IFittedCalibration? Calibration, CalibrationReport Report) Calibrate(Scored outOfFold, string word)
    {
        var ece = RondoParts.Catalog.Create<IMetric>("ece");
        var before = ece.Compute(outOfFold).Value;
        var name = word != "auto" ? word
            : !(before > EceThatIsOff) ? "none"
            : outOfFold.Rows >= EnoughForIsotonic ? "isotonic" : "sigmoid";
        if (name == "none") return (null, new CalibrationReport(name, before, before));
        var fitted = RondoParts.Catalog.Create<ICalibration>(name).Fit(outOfFold);
        return (fitted, new CalibrationReport(name, before, ece.Compute(Calibrated(fitted, outOfFold)).Value));
    }

    static Scored Calibrated(IFittedCalibration calibration, Scored scored)
    {
        var probabilities = (double[])scored.Predictions.Clone();
        calibration.Apply(probabilities, scored.Outputs);
        return new Scored(scored.Target, probabilities, scored.Weights);
    }

    static (double Value, string Rule) Threshold(Scored outOfFold, TrainingPlan plan)
    {
        var word = plan.Spec.Threshold!;
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var given)) return (given, "given");
        var choice = word == "min_cost" ? ThresholdChoice.ByCost(outOfFold, plan.Costs!.Matrix)
            : MetricWords.PrecisionOf(word) is { } precision ? ThresholdChoice.ByRecallAtPrecision(outOfFold, precision)
            : ThresholdChoice.ByMetric(outOfFold, RondoParts.Catalog.Create<IMetric>(word));
        return (choice.Threshold, word);
    }
}
