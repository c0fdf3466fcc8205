using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>Checks what a fit is given and brings it into the form that boosting wants.</summary>
static class BoostingInput
{
    private const double HeldOut = 0.15;

    /// <summary>Leaves out rows of weight 0 and holds out rows for early stopping if there are none.</summary>
    public static TrainingSet Prepare(GradientBoosting settings, TrainingSet data, ulong seed)
    {
        Check(settings, data);
        data = WithoutWeightless(data);
        if (data.Rows == 0) throw new RondoException("no_rows", "There is no row to learn from.", "Every row has weight 0, or none was given.");
        if (settings.EarlyStopping > 0 && data.Validation is null)
        {
            var split = data.HoldOut(HeldOut, seed);
            // Too few rows or groups to hold any out: then there is nothing to stop by.
            if (split.Rows > 0 && split.Validation!.Rows > 0) data = split;
        }
        if (data.Validation is not { } validation) return data;
        validation = WithoutWeightless(validation);
        return data with { Validation = validation.Rows > 0 ? validation : null };
    }

    /// <summary>The factor of each class; null when all are 1.</summary>
    public static double[]? ClassWeights(ClassWeight kind, TrainingSet data)
    {
        if (kind == ClassWeight.None || data.Target.Task == TaskKind.Regression) return null;
        var sums = new double[data.Target.Classes.Length];
        for (var i = 0; i < data.Rows; i++) sums[(int)data.Target.Values[i]] += data.Weights?[i] ?? 1;
        var total = Reductions.Sum(sums);
        var present = sums.Count(s => s > 0);
        return [.. sums.Select(s => s > 0 ? total / (present * s) : 1)];
    }

    /// <summary>The rows' own weights times those of their classes; null when all are 1.</summary>
    public static double[]? Weights(TrainingSet data, double[]? classWeights)
    {
        var isPlain = data.Weights is null || Array.TrueForAll(data.Weights, w => w == 1);
        if (isPlain && classWeights is null) return null;
        var weights = new double[data.Rows];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (data.Weights?[i] ?? 1) * (classWeights?[(int)data.Target.Values[i]] ?? 1);
        return weights;
    }

    public static GradientBoostingModel? CheckWarmStart(IModel? warmStart, TrainingSet data)
    {
        if (warmStart is null) return null;
        var outputs = data.Target.Outputs;
        if (warmStart is GradientBoostingModel model && model.Task == data.Target.Task && model.Outputs == outputs
            && model.Inputs == data.Features.Columns.Length
            && model.Ensemble.Categories.Zip(data.Features.Features).All(p => p.First.Length > 0 == p.Second.IsCategorical)) return model;
        throw new RondoException("bad_warm_start", "The model to go on from is not a gradient boosting of the same task, features and classes.",
            "Train without a warm start, or with the same features.");
    }

    /// <summary>A warm start's categories keep their bins, for its trees speak of them.</summary>
    public static FeatureBins?[]? KnownBins(GradientBoostingModel? warm) => warm is null ? null :
        [.. warm.Ensemble.Categories.Select((c, j) => c.Length > 0 ? FeatureBins.Categorical(c, warm.Ensemble.MissingBins[j]) : null)];

    static void Check(GradientBoosting settings, TrainingSet data)
    {
        var mistakes = new List<Mistake>();
        if (!Array.TrueForAll(data.Target.Values, double.IsFinite))
            mistakes.Add(new Mistake("bad_target", "A target value is not a finite number.") { Hint = "Drop such rows." });
        if (data.Weights is { } weights && !Array.TrueForAll(weights, w => double.IsFinite(w) && w >= 0))
            mistakes.Add(new Mistake("bad_weight", "A row's weight is negative or not a finite number."));
        CheckMonotone(settings.Monotone, data, mistakes);
        if (mistakes.Count > 0) throw new RondoException(mistakes);
    }

    static void CheckMonotone(int[] monotone, TrainingSet data, List<Mistake> mistakes)
    {
        if (monotone.Length == 0) return;
        var features = data.Features.Features;
        if (monotone.Length != features.Count)
            mistakes.Add(new Mistake("bad_parameter", $"'monotone' has {monotone.Length} signs, but there are {features.Count} features.") { Field = "monotone" });
        if (data.Target.Task == TaskKind.Multiclass)
            mistakes.Add(new Mistake("bad_parameter", "'monotone' has no meaning with more than two classes.") { Field = "monotone" });
        for (var j = 0; j < Math.Min(monotone.Length, features.Count); j++)
            if (monotone[j] != 0 && features[j].IsCategorical)
                mistakes.Add(new Mistake("bad_parameter", $"'monotone' can't order the categories of '{features[j].Name}'.") { Field = "monotone", Hint = "Use 0 for it." });
    }

    public static TrainingSet WithoutWeightless(TrainingSet data)
    {
        if (data.Weights is not { } weights || !weights.Contains(0)) return data;
        int[] kept = [.. Enumerable.Range(0, data.Rows).Where(r => weights[r] > 0)];
        return data.Take(kept) with { Validation = data.Validation };
    }
}
