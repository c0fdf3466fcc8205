using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>
/// Newton's method with steps by conjugate gradients (truncated Newton; Nash 2000; Lin, Weng and Keerthi 2008): few passes over
/// the data, and quadratic near the optimum, so that a tight tolerance costs little.
/// </summary>
static class NewtonMethod
{
    private const int ProductsAtMost = 500;
    private const int HalvingsAtMost = 40;

    /// <summary>Moves the coefficients to the minimum. Stops when a step is at most <paramref name="tolerance"/> long in the metric of the curvature.</summary>
    public static (int Iterations, bool HasConverged) Minimise(ILogisticLoss loss, double[] coefficients, Preconditioner preconditioner, double tolerance, int iterationsAtMost, Action<int, double> report)
    {
        var gradient = new double[loss.Length];
        var right = new double[loss.Length];
        var step = new double[loss.Length];
        var scratch = new double[loss.Length];
        var value = loss.Evaluate(coefficients, gradient);
        var firstNorm = 0.0;
        for (var iteration = 1; iteration <= iterationsAtMost; iteration++)
        {
            loss.Diagonal(scratch);
            preconditioner.Update(scratch);
            for (var i = 0; i < right.Length; i++) right[i] = -gradient[i];
            preconditioner.Solve(right, scratch);
            var norm = Math.Sqrt(Math.Max(0, Reductions.Dot(right, scratch)));
            if (iteration == 1) firstNorm = norm;
            if (norm == 0) return (iteration, true);
            // The nearer the optimum, the more exact the step (Dembo and Steihaug 1983), but no more than the tolerance asks for.
            var share = Math.Clamp(Math.Max(norm / firstNorm, 0.1 * tolerance / norm), 1e-8, 0.1);
            ConjugateGradient.Solve(loss.Product, preconditioner, right, step, share, ProductsAtMost);
            var decrement = Math.Sqrt(Math.Max(0, Reductions.Dot(right, step)));
            if (decrement <= tolerance)
            {
                MixedVectors.AddScaled(1, step, coefficients);
                return (iteration, true);
            }
            if (!Descend(loss, coefficients, gradient, step, decrement * decrement, scratch, ref value)) return (iteration, false);
            report(iteration, value);
        }
        return (iterationsAtMost, false);
    }

    // Halves the step until it brings enough (Armijo 1966). Near the optimum gains drown in rounding, hence the allowance.
    static bool Descend(ILogisticLoss loss, double[] coefficients, double[] gradient, double[] step, double slope, double[] start, ref double value)
    {
        coefficients.CopyTo(start, 0);
        var length = 1.0;
        for (var halving = 0; halving < HalvingsAtMost; halving++, length /= 2)
        {
            for (var i = 0; i < start.Length; i++) coefficients[i] = start[i] + length * step[i];
            var reached = loss.Evaluate(coefficients, gradient);
            if (!(reached <= value - 1e-4 * length * slope + 1e-12 * Math.Abs(value))) continue;
            value = reached;
            return true;
        }
        start.CopyTo(coefficients, 0);
        return false;
    }
}
