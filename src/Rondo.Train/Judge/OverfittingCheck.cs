using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;
using Rondo.Train.CrossValidation;

namespace Rondo.Train.Judge;

/// <summary>How a model scores on rows that it was fitted on beside rows that it had not seen.</summary>
/// <param name="Train">Mean over the folds, on the rows fitted on.</param>
/// <param name="Validation">Mean over the folds, on the others.</param>
public sealed record Fitness(string Metric, double Train, double Validation)
{
    /// <summary>How much better the metric is on the rows fitted on, in its own unit; below 0 when it is worse there.</summary>
    public required double Gap { get; init; }

    /// <summary>The share of the error on unseen rows that the model does not make on its own: 1 when it knows them by heart. Null where the error is 0.</summary>
    public required double? GapShare { get; init; }

    /// <summary>The part of the best baseline's error that the model does away with on unseen rows: 0 when it is no better. Null without baseline.</summary>
    public required double? Gain { get; init; }

    /// <summary>The part of the gain over the baseline on its own rows that is gone on others: 1 when all of it is. Null without baseline or gain.</summary>
    public required double? Lost { get; init; }

    public required bool IsOverfitted { get; init; }

    public required bool IsUnderfitted { get; init; }

    /// <summary>One sentence about the finding; null when there is nothing to say.</summary>
    public string? Finding => this switch
    {
        { IsOverfitted: true } => FormattableString.Invariant($"Learned by heart: {Metric} is {Train:G4} on the rows it was fitted on and {Validation:G4} on others. Use fewer or smaller trees, more regularisation, or more rows."),
        { IsUnderfitted: true } => FormattableString.Invariant($"Hardly learned: on unseen rows {Metric} is {Validation:G4}, which takes {Math.Max(0, Gain ?? 0):P0} off the best baseline's error. Look for better features, or a model that can bend more."),
        _ => null,
    };
}

/// <summary>Tells a model that learned its rows by heart, and one that learned hardly anything, from the scores of cross-validation.</summary>
public static class OverfittingCheck
{
    /// <summary>A model is flagged when more than this part of its gain over the baseline is gone on unseen rows: a forest may know its rows and still be good on others...</summary>
    public const double LostAtLeast = 0.4;

    /// <summary>...or, where no baseline was measured, when its own rows save it more than this share of the error on others...</summary>
    public const double ShareAtLeast = 0.5;

    /// <summary>...and the folds' gaps lie this many standard errors above 0, so that chance is no reason.</summary>
    public const double ErrorsAtLeast = 2;

    /// <summary>With less than this share of the baseline's error done away with, a model has hardly learned.</summary>
    public const double GainAtLeast = 0.05;

    /// <param name="model">Cross-validated with <see cref="CrossValidatorOptions.TrainingRowsScored"/> above 0.</param>
    /// <returns>Null when the metric has no value on either side.</returns>
    public static Fitness? Judge(CrossValidated model, IMetric metric, CrossValidated? bestBaseline = null)
    {
        var name = PartCatalog.NameOf(metric);
        if (model.TrainMean(name) is not { } train || model.Mean(name) is not { } validation) return null;
        var sign = metric.HigherIsBetter ? 1 : -1;
        var gap = sign * (train - validation);
        var (trainError, error) = (Error(metric, train), Error(metric, validation));
        double? share = error > 0 ? (error - trainError) / error : null;
        var baseline = bestBaseline?.Mean(name) is { } score ? Error(metric, score) : (double?)null;
        double? gain = baseline is > 0 ? (baseline - error) / baseline : null;
        double? lost = baseline > trainError ? (error - trainError) / (baseline - trainError) : null;
        var isLarge = lost is { } part ? part > LostAtLeast : share > ShareAtLeast;
        var isOverfitted = isLarge && IsSure(model, name, sign);
        return new Fitness(name, train, validation)
        {
            Gap = gap,
            GapShare = share,
            Gain = gain,
            Lost = lost,
            IsOverfitted = isOverfitted,
            IsUnderfitted = !isOverfitted && gain < GainAtLeast,
        };
    }

    // Higher is better: what is missing to a perfect 1. Else the metric is an error itself.
    static double Error(IMetric metric, double value) => metric.HigherIsBetter ? 1 - value : value;

    static bool IsSure(CrossValidated model, string metric, int sign)
    {
        var gaps = model.TrainScores[metric].Zip(model.Scores[metric], (train, validation) => sign * (train - validation)).OfType<double>().ToArray();
        if (gaps.Length < 2) return gaps.Length == 1;
        var mean = gaps.Sum() / gaps.Length;
        var deviation = Math.Sqrt(gaps.Sum(g => (g - mean) * (g - mean)) / (gaps.Length - 1));
        return mean > ErrorsAtLeast * deviation / Math.Sqrt(gaps.Length);
    }
}
