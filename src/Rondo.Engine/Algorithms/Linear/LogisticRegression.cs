using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// Logistic regression (Cox 1958) with scikit-learn's objective: c times the loss plus half the squared coefficients, the
/// intercept free; multinomial for more than two classes. Solved by a truncated Newton method.
/// </summary>
[Part("logistic_regression", "Linear classification by class probabilities, with an L2 penalty.")]
public sealed record LogisticRegression : IAlgorithm
{
    [Param("Inverse strength of the L2 penalty: smaller means simpler.", Min = 1e-6, Max = 1e6, Log = true, TuneMin = 1e-3, TuneMax = 1e3)]
    public double C { get; init; } = 1.0;

    [Param("Bound on Newton steps.", Min = 1, Max = 100_000)]
    public int MaxIter { get; init; } = 100;

    [Param("Stops when a step would move no coefficient by more than this.", Min = 1e-9, Max = 1, Log = true)]
    public double Tol { get; init; } = 1e-5;

    [Param("Weights of the classes: none, or balanced for equal totals.")]
    public ClassWeight ClassWeight { get; init; } = ClassWeight.None;

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task.HasClasses;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("Logistic regression predicts classes.", nameof(data));
        var totals = RowWeights.ClassTotals(data.Target, RowWeights.Of(data));
        int[] present = [.. Enumerable.Range(0, totals.Length).Where(k => totals[k] > 0)];
        if (present.Length < 2)
            throw new RondoException("one_class", $"Every row has the class '{data.Target.Classes[present[0]]}'; two classes are needed to learn from.", "Check the target, the filters and the split.");
        var design = new LinearDesign(data.Features, RowWeights.Of(data, ClassWeight), context.Threads, context.Cancellation);
        var penalty = 1 / C;
        // A class that no row has would be pushed away without end; it gets probability 0 instead.
        var scores = present.Length == 2 ? 1 : present.Length;
        var loss = Loss(design, data.Target, present, penalty);
        var coefficients = new double[loss.Length];
        if (context.WarmStart is LinearModel warm && IsLike(warm, data, scores)) design.FromModel(warm, coefficients);
        var preconditioner = new Preconditioner(design, scores, penalty, present.Length == 2 ? 0.25 : 1.0 / present.Length);
        if (scores > 1) preconditioner.Balance(coefficients);
        // A step of this length in the curvature's metric moves no coefficient by more than tol, for the penalty is part of it.
        var tolerance = Tol * Math.Min(1, Math.Sqrt(penalty));
        var (iterations, hasConverged) = NewtonMethod.Minimise(loss, coefficients, preconditioner, tolerance, MaxIter,
            (done, value) => context.Progress?.Report(new FitProgress(done, MaxIter, value / design.TotalWeight)));
        if (coefficients.Any(c => !double.IsFinite(c)))
            throw new RondoException("too_large_values", "The numbers are too large for logistic regression.", "Scale the columns.");
        return ToModel(design, data.Target, present, coefficients, iterations, hasConverged);
    }

    static ILogisticLoss Loss(LinearDesign design, Target target, int[] present, double penalty)
    {
        if (present.Length == 2) return new BinaryLoss(design, [.. target.Values.Select(v => (int)v == present[1] ? 1.0 : 0)], penalty);
        // Rows of absent classes have no weight, so their label doesn't matter.
        return new SoftmaxLoss(design, [.. target.Values.Select(v => Math.Max(0, Array.IndexOf(present, (int)v)))], present.Length, penalty);
    }

    static bool IsLike(LinearModel model, TrainingSet data, int scores) =>
        model.Outputs == data.Target.Outputs && model.Scores == scores && model.HasFeatures(data.Features.Features)
        && model.Intercepts.IndexOf(double.NegativeInfinity) < 0;

    static LinearModel ToModel(LinearDesign design, Target target, int[] present, double[] coefficients, int iterations, bool hasConverged)
    {
        if (target.Task == TaskKind.Binary) return design.ToModel(target.Task, target.Outputs, coefficients, iterations, hasConverged);
        var slots = design.Slots;
        var all = new double[target.Outputs * slots];
        for (var k = 0; k < target.Outputs; k++) all[k * slots + design.Intercept] = double.NegativeInfinity;
        if (present.Length == 2)
        {
            all[present[0] * slots + design.Intercept] = 0;
            coefficients.CopyTo(all, present[1] * slots);
        }
        else
        {
            // Only differences between intercepts matter; as in scikit-learn they sum to 0.
            var mean = 0.0;
            for (var k = 0; k < present.Length; k++) mean += design.Shift(coefficients.AsSpan(k * slots, slots)) / present.Length;
            for (var k = 0; k < present.Length; k++)
            {
                coefficients.AsSpan(k * slots, slots).CopyTo(all.AsSpan(present[k] * slots));
                all[present[k] * slots + design.Intercept] -= mean;
            }
        }
        return design.ToModel(target.Task, target.Outputs, all, iterations, hasConverged);
    }
}
