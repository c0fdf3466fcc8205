using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// Linear support vector machines with scikit-learn's LinearSVC and LinearSVR objectives (Fan et al. 2008): c times the
/// squared hinge, one class against the rest, or the squared error beyond epsilon, plus half the squared coefficients.
/// Solved by a truncated Newton method (Lin, Weng and Keerthi 2008). Probabilities are a logistic regression on the margins
/// (Platt 1999) of rows that were held out from five models of their own, so that they don't flatter themselves.
/// </summary>
[Part("linear_svm", "Linear support vector machine: the widest margin between classes, or regression with a free band.")]
public sealed record LinearSvm : IAlgorithm
{
    private const int Folds = 5;
    // Held-out margins times squared classes: a few seconds of calibration.
    private const long CalibrationAtMost = 50_000_000;

    [Param("Inverse strength of the L2 penalty: smaller means simpler.", Min = 1e-6, Max = 1e6, Log = true, TuneMin = 1e-3, TuneMax = 1e3)]
    public double C { get; init; } = 1.0;

    [Param("Regression: errors up to this cost nothing.", Min = 0, Max = 1e9)]
    public double Epsilon { get; init; }

    [Param("The intercept is penalised less, the larger this is.", Min = 1e-3, Max = 1e6, Log = true)]
    public double InterceptScaling { get; init; } = 1.0;

    [Param("Bound on Newton steps.", Min = 1, Max = 100_000)]
    public int MaxIter { get; init; } = 1000;

    [Param("Stops when a step would move no coefficient by more than this.", Min = 1e-9, Max = 1, Log = true)]
    public double Tol { get; init; } = 1e-5;

    [Param("Weights of the classes: none, or balanced for equal totals.")]
    public ClassWeight ClassWeight { get; init; } = ClassWeight.None;

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task is TaskKind.Regression or TaskKind.Binary or TaskKind.Multiclass;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("A linear support vector machine predicts numbers or classes.", nameof(data));
        if (data.Target.Task == TaskKind.Regression) return Margins(data, RowWeights.Of(data), [-1], context);
        var totals = RowWeights.ClassTotals(data.Target, RowWeights.Of(data));
        int[] present = [.. Enumerable.Range(0, totals.Length).Where(k => totals[k] > 0)];
        if (present.Length < 2)
            throw new RondoException("one_class", $"Every row has the class '{data.Target.Classes[present[0]]}'; two classes are needed to learn from.", "Check the target, the filters and the split.");
        int[] scores = present.Length == 2 ? [present[1]] : present;
        var weights = RowWeights.Of(data, ClassWeight);
        var margins = Margins(data, weights, scores, context);
        var calibration = Calibrate(data, weights, scores, context with { Progress = null });
        return new LinearSvmModel(margins, calibration);
    }

    // One linear score for each class that is set against the rest; the scores themselves, as of a regression.
    LinearModel Margins(TrainingSet data, double[] weights, int[] scores, FitContext context)
    {
        var design = new LinearDesign(data.Features, weights, context.Threads, context.Cancellation);
        var coefficients = new double[scores.Length * design.Slots];
        var (iterations, hasConverged) = (0, true);
        var preconditioner = new Preconditioner(design, 1, 1, 2 * C);
        for (var k = 0; k < scores.Length; k++)
        {
            var (label, done) = (scores[k], k);
            double[] targets = label < 0 ? data.Target.Values : [.. data.Target.Values.Select(v => (int)v == label ? 1.0 : -1)];
            var loss = new SquaredMarginLoss(design, targets, C, label < 0 ? Epsilon : null, InterceptScaling);
            var own = new double[design.Slots];
            var (steps, isDone) = NewtonMethod.Minimise(loss, own, preconditioner, Tol, MaxIter,
                (step, value) => context.Progress?.Report(new FitProgress(done * MaxIter + step, scores.Length * MaxIter, value / (C * design.TotalWeight))));
            if (own.Any(c => !double.IsFinite(c)))
                throw new RondoException("too_large_values", "The numbers are too large for a linear support vector machine.", "Scale the columns.");
            own.CopyTo(coefficients, k * design.Slots);
            iterations = Math.Max(iterations, steps);
            hasConverged &= isDone;
        }
        return design.ToModel(scores.Length == 1 ? TaskKind.Regression : TaskKind.Multiclass, scores.Length, coefficients, iterations, hasConverged);
    }

    LinearModel Calibrate(TrainingSet data, double[] weights, int[] scores, FitContext context)
    {
        var folds = Assign(data, context.Seed);
        var margins = new float[scores.Length][];
        for (var k = 0; k < scores.Length; k++) margins[k] = new float[data.Rows];
        var hasMargin = new bool[data.Rows];
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] held = [.. Enumerable.Range(0, data.Rows).Where(r => folds[r] == fold)];
            var others = weights.Select((w, r) => folds[r] == fold ? 0 : w).ToArray();
            // A fold without a class to learn would call all of its rows impossible.
            if (held.Length == 0 || RowWeights.ClassTotals(data.Target, others).Count(t => t > 0) < Math.Max(2, scores.Length)) continue;
            var model = Margins(data, others, scores, context);
            var rows = data.Features.Take(held);
            var values = new double[held.Length];
            for (var k = 0; k < scores.Length; k++)
            {
                model.RawScores(rows, k, values);
                for (var i = 0; i < held.Length; i++) margins[k][held[i]] = (float)values[i];
            }
            foreach (var row in held) hasMargin[row] = true;
        }
        return Platt(data, weights, margins, hasMargin, scores, context);
    }

    static LinearModel Platt(TrainingSet data, double[] weights, float[][] margins, bool[] hasMargin, int[] scores, FitContext context)
    {
        var affordable = (int)Math.Min(data.Rows, Math.Max(1000, CalibrationAtMost / ((long)scores.Length * scores.Length)));
        var order = affordable < data.Rows ? new CounterRandom(context.Seed, "linear_svm/calibration").Permutation(data.Rows) : [.. Enumerable.Range(0, data.Rows)];
        int[] rows = [.. order.Where(r => hasMargin[r]).Take(affordable).Order()];
        double[] own = [.. rows.Select(r => weights[r])];
        var features = new FeatureMatrix([.. scores.Select(k => new Feature($"margin_{k}"))], margins, data.Rows).Take(rows);
        var target = data.Target.Take(rows);
        // Too few rows to hold any out: probabilities follow the margins as they are.
        if (rows.Length == 0 || !(Reductions.Sum(own) > 0) || RowWeights.ClassTotals(target, own).Count(t => t > 0) < Math.Max(2, scores.Length))
            return LinearSvmModel.Uncalibrated(data.Target, scores, features.Features);
        return (LinearModel)new LogisticRegression().Fit(new TrainingSet(features, target) { Weights = own }, context);
    }

    // Whole groups or, among rows without one, every fold alike of each class.
    static int[] Assign(TrainingSet data, ulong seed)
    {
        var random = new CounterRandom(seed, "linear_svm/folds");
        var folds = new int[data.Rows];
        if (data.Groups is { } groups)
        {
            for (var row = 0; row < folds.Length; row++) folds[row] = random.Below((ulong)(uint)groups[row], Folds);
            return folds;
        }
        var next = new int[data.Target.Classes.Length];
        foreach (var row in random.Permutation(data.Rows)) folds[row] = next[(int)data.Target.Values[row]]++ % Folds;
        return folds;
    }
}
