using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// Ordinary least squares (Gauss 1809) on centred columns. Where columns depend on one another, as the indicators of all
/// categories do, it is the solution with the shortest coefficients, as numpy's lstsq gives it. With more than a thousand
/// coefficients conjugate gradients find a solution of equal predictions, shortest in units of the columns' spread.
/// </summary>
[Part("linear_regression", "Linear regression by ordinary least squares, without a penalty.")]
public sealed record LinearRegression : IAlgorithm
{
    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task == TaskKind.Regression;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("Linear regression predicts numbers.", nameof(data));
        var design = new LinearDesign(data.Features, RowWeights.Of(data), context.Threads, context.Cancellation);
        var equations = new NormalEquations(design, data.Target.Values, penalty: 0);
        var coefficients = new double[design.Slots];
        var isSmall = design.IsActive.Count(a => a) <= NormalEquations.DenseAtMost;
        var iterations = isSmall ? SolveDense(design, equations, coefficients) : equations.SolveWide(coefficients, context.Progress);
        coefficients[design.Intercept] = equations.Mean;
        if (coefficients.Any(c => !double.IsFinite(c)))
            throw new RondoException("too_large_values", "The numbers are too large for linear regression.", "Scale the columns and the target.");
        context.Progress?.Report(new FitProgress(iterations, iterations));
        return design.ToModel(TaskKind.Regression, 1, coefficients, iterations, iterations < NormalEquations.StepsAtMost);
    }

    static int SolveDense(LinearDesign design, NormalEquations equations, double[] coefficients)
    {
        var gram = new Gram(design, withCategories: true);
        var solver = new MinimumNorm(gram.Matrix, gram.Size, design.Threads, design.Cancellation);
        equations.SolveDense(gram.Slots, right => solver.Solve(right), coefficients);
        return 1;
    }
}
