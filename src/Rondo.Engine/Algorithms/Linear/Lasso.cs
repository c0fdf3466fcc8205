using Rondo.Engine.Catalog;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// The lasso (Tibshirani 1996) with scikit-learn's objective: half the mean squared error plus alpha times the absolute
/// coefficients, the intercept free.
/// </summary>
[Part("lasso", "Linear regression with an L1 penalty, which leaves columns out.")]
public sealed record Lasso : IAlgorithm
{
    [Param("Strength of the L1 penalty.", Min = 0, Max = 1e6, Log = true, TuneMin = 1e-4, TuneMax = 1e3)]
    public double Alpha { get; init; } = 1.0;

    [Param("Bound on passes over the coefficients.", Min = 1, Max = 100_000)]
    public int MaxIter { get; init; } = 1000;

    [Param("Stops when a pass moves no prediction by more than this share of the target's spread.", Min = 1e-12, Max = 0.1, Log = true)]
    public double Tol { get; init; } = 1e-6;

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task == TaskKind.Regression;

    public IModel Fit(TrainingSet data, FitContext context) => new CoordinateDescent(Alpha, l2: 0, MaxIter, Tol).Fit(data, context);
}
