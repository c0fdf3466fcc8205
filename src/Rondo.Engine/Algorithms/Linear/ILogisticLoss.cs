namespace Rondo.Engine.Algorithms.Linear;

/// <summary>A penalised loss with its gradient and curvature at the point that was evaluated last.</summary>
interface ILogisticLoss
{
    /// <summary>Coefficients: linear scores times slots.</summary>
    int Length { get; }

    double Evaluate(double[] coefficients, Span<double> gradient);

    /// <summary>The Hessian times a vector.</summary>
    void Product(double[] vector, Span<double> result);

    void Diagonal(Span<double> result);
}
