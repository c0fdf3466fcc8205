using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>Checks what a fit is given and sets rows for early stopping aside.</summary>
static class NetworkInput
{
    private const double HeldOut = 0.15;

    /// <summary>Leaves out rows of weight 0 and holds out rows for early stopping if there are none.</summary>
    public static TrainingSet Prepare(MultilayerPerceptron settings, TrainingSet data, FitContext context)
    {
        Check(data, context);
        data = WithoutWeightless(data);
        if (data.Rows == 0) throw new RondoException("no_rows", "There is no row to learn from.", "Every row has weight 0, or none was given.");
        if (settings.EarlyStopping > 0 && data.Validation is null)
        {
            var split = data.HoldOut(HeldOut, context.Seed);
            // Too few rows or groups to hold any out: then there is nothing to stop by.
            if (split.Rows > 0 && split.Validation!.Rows > 0) data = split;
        }
        if (data.Validation is not { } validation) return data;
        validation = WithoutWeightless(validation);
        return data with { Validation = validation.Rows > 0 ? validation : null };
    }

    public static MultilayerPerceptronModel? CheckWarmStart(IModel? warmStart, NetworkShape shape, Target target, Activation activation)
    {
        if (warmStart is null) return null;
        if (warmStart is MultilayerPerceptronModel model && model.Task == target.Task && model.Outputs == target.Outputs
            && model.Activation == activation && model.Shape.Equals(shape)) return model;
        throw new RondoException("bad_warm_start", "The model to go on from is not a network of the same task, features, classes and layers.",
            "Train without a warm start, or with the same features and layers.");
    }

    public static Mistake NotFinite(string feature, float value) =>
        new("not_finite", $"The column '{feature}' has a value that is {(float.IsNaN(value) ? "missing" : "infinite")}, which a network can't use.")
        {
            Field = feature,
            Hint = "Fill missing values and clip infinite ones before the model.",
        };

    static void Check(TrainingSet data, FitContext context)
    {
        var mistakes = new List<Mistake>();
        if (!Array.TrueForAll(data.Target.Values, double.IsFinite))
            mistakes.Add(new Mistake("bad_target", "A target value is not a finite number.") { Hint = "Drop such rows." });
        if (data.Weights is { } weights && !Array.TrueForAll(weights, w => double.IsFinite(w) && w >= 0))
            mistakes.Add(new Mistake("bad_weight", "A row's weight is negative or not a finite number."));
        var found = new Mistake?[data.Features.Columns.Length];
        WorkBlocks.Run(found.Length, 1, context.Threads, (j, _, _) =>
        {
            if (data.Features.Features[j].IsCategorical) return;
            var column = data.Features.Columns[j];
            var row = Array.FindIndex(column, x => !float.IsFinite(x));
            if (row >= 0) found[j] = NotFinite(data.Features.Features[j].Name, column[row]) with { Row = row + 1 };
        }, context.Cancellation);
        mistakes.AddRange(found.OfType<Mistake>());
        if (mistakes.Count > 0) throw new RondoException(mistakes);
    }

    static TrainingSet WithoutWeightless(TrainingSet data)
    {
        if (data.Weights is not { } weights || !weights.Contains(0)) return data;
        int[] kept = [.. Enumerable.Range(0, data.Rows).Where(r => weights[r] > 0)];
        return data.Take(kept) with { Validation = data.Validation };
    }
}
