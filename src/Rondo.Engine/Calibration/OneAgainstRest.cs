using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Calibration;

/// <summary>
/// Several classes from curves of one: each class is calibrated against the rest and the rows are scaled to add up to 1
/// (Zadrozny and Elkan 2002), as scikit-learn's CalibratedClassifierCV does. Of two classes only the positive one has a curve.
/// </summary>
static class OneAgainstRest
{
    /// <summary>The curve of the positive class, or of each class, from its probabilities, its indicators and the weights of the rows.</summary>
    /// <exception cref="RondoException">There is nothing to learn from.</exception>
    public static TCurve[] Fit<TCurve>(Scored outOfFold, Func<double[], bool[], double[], TCurve> fit)
    {
        if (!outOfFold.Target.Task.HasClasses)
            throw new RondoException("no_probabilities", "A calibration needs probabilities of classes; this task has none.", "Leave the calibration out.");
        if (outOfFold.Problem is { } problem)
            throw new RondoException("not_finite", $"The probabilities cannot be calibrated: {problem}.", "Leave the model out, or the calibration.");
        var weights = outOfFold.WeightsOrOnes();
        if (!weights.Any(w => w > 0))
            throw new RondoException("no_rows", "There is no row with a weight to calibrate on.", "Check filters, split and weights.");
        int[] classes = outOfFold.Target.Task == TaskKind.Binary ? [1] : [.. Enumerable.Range(0, outOfFold.Outputs)];
        return [.. classes.Select(k => fit(Probabilities(outOfFold, k), [.. outOfFold.Target.Values.Select(v => (int)v == k)], weights))];
    }

    /// <summary>The classes that so many curves calibrate.</summary>
    public static int Outputs(int curves) => curves == 1 ? 2 : curves;

    public static void Apply(Span<double> probabilities, int outputs, int curves, Func<int, double, double> calibrate)
    {
        if (outputs != Outputs(curves)) throw PipelineReader.Damaged("its calibration is for another number of classes");
        for (var start = 0; start < probabilities.Length; start += outputs)
        {
            var row = probabilities.Slice(start, outputs);
            if (curves == 1)
            {
                row[1] = calibrate(0, row[1]);
                row[0] = 1 - row[1];
                continue;
            }
            var sum = 0.0;
            for (var k = 0; k < outputs; k++) sum += row[k] = calibrate(k, row[k]);
            // Where no class is left with a probability all are equally likely, as scikit-learn has it.
            for (var k = 0; k < outputs; k++) row[k] = sum > 0 ? row[k] / sum : 1.0 / outputs;
        }
    }

    public static Value Lower(Value probabilities, int curves, Func<int, Value, Value> calibrate)
    {
        if (curves == 1)
        {
            var positive = calibrate(0, probabilities[1]);
            return Value.Pack(1 - positive, positive);
        }
        var calibrated = Value.Pack([.. Enumerable.Range(0, curves).Select(k => calibrate(k, probabilities[k]))]);
        var sum = calibrated.Reduce(Reduction.Sum);
        return (sum > 0).Choose(calibrated / sum, 1.0 / curves);
    }

    static double[] Probabilities(Scored scored, int k)
    {
        var probabilities = new double[scored.Rows];
        for (var row = 0; row < probabilities.Length; row++) probabilities[row] = scored.Probability(row, k);
        return probabilities;
    }
}
