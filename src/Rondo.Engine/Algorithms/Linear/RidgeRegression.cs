using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// Ridge regression (Hoerl and Kennard 1970) with scikit-learn's objective: squared error plus alpha times the squared
/// coefficients, the intercept free. Cholesky for up to a thousand coefficients, else preconditioned conjugate gradients.
/// </summary>
[Part("ridge", "Linear regression with an L2 penalty.")]
public sealed record RidgeRegression : IAlgorithm
{
    [Param("Strength of the L2 penalty.", Min = 0, Max = 1e6, Log = true, TuneMin = 1e-3, TuneMax = 1e4)]
    public double Alpha { get; init; } = 1.0;

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task == TaskKind.Regression;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("Ridge regression predicts numbers.", nameof(data));
        var weights = RowWeights.Of(data);
        var design = new LinearDesign(data.Features, weights, context.Threads, context.Cancellation);
        var equations = new NormalEquations(design, data.Target.Values, Alpha);
        var coefficients = new double[design.Slots];
        var isSmall = design.IsActive.Count(a => a) <= NormalEquations.DenseAtMost;
        var iterations = isSmall ? SolveDense(design, equations, coefficients) : equations.SolveWide(coefficients, context.Progress);
        coefficients[design.Intercept] = equations.Mean;
        if (coefficients.Any(c => !double.IsFinite(c)))
            throw new RondoException("too_large_values", "The numbers are too large for ridge regression.", "Scale the columns and the target.");
        context.Progress?.Report(new FitProgress(iterations, iterations));
        return design.ToModel(TaskKind.Regression, 1, coefficients, iterations, iterations < NormalEquations.StepsAtMost);
    }

    int SolveDense(LinearDesign design, NormalEquations equations, double[] coefficients)
    {
        var gram = new Gram(design, withCategories: true);
        for (var i = 0; i < gram.Size; i++) gram.Matrix[i * gram.Size + i] += Alpha;
        var cholesky = new Cholesky(gram.Matrix, gram.Size, design.Threads, design.Cancellation);
        equations.SolveDense(gram.Slots, right => cholesky.Solve(right), coefficients);
        return 1;
    }
}
