using Rondo.Engine.Catalog;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// The elastic net (Zou and Hastie 2005) with scikit-learn's objective: half the mean squared error plus alpha times
/// l1_ratio of the absolute and (1 - l1_ratio) / 2 of the squared coefficients, the intercept free.
/// </summary>
[Part("elastic_net", "Linear regression with a mixture of L1 and L2 penalties.")]
public sealed record ElasticNet : IAlgorithm
{
    [Param("Strength of both penalties together.", Min = 0, Max = 1e6, Log = true, TuneMin = 1e-4, TuneMax = 1e3)]
    public double Alpha { get; init; } = 1.0;

    [Param("The L1 penalty's share: 1 is the lasso, 0 is ridge.", Min = 0, Max = 1, TuneMin = 0.05, TuneMax = 1)]
    public double L1Ratio { get; init; } = 0.5;

    [Param("Bound on passes over the coefficients.", Min = 1, Max = 100_000)]
    public int MaxIter { get; init; } = 1000;

    [Param("Stops when a pass moves no prediction by more than this share of the target's spread.", Min = 1e-12, Max = 0.1, Log = true)]
    public double Tol { get; init; } = 1e-6;

    public MatrixKind Matrix => MatrixKind.Imputed;

    public bool Learns(TaskKind task) => task == TaskKind.Regression;

    public IModel Fit(TrainingSet data, FitContext context) =>
        new CoordinateDescent(Alpha * L1Ratio, Alpha * (1 - L1Ratio), MaxIter, Tol).Fit(data, context);
}
