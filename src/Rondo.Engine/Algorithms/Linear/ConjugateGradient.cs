using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>Solves a system with a symmetric positive matrix that is known by its products only (Hestenes and Stiefel 1952).</summary>
static class ConjugateGradient
{
    /// <summary>Writes the matrix times the vector.</summary>
    public delegate void Product(double[] vector, Span<double> result);

    /// <summary>Until the preconditioned residual is this share of the first one. Gives the number of products.</summary>
    public static int Solve(Product product, Preconditioner preconditioner, ReadOnlySpan<double> right, Span<double> solution, double tolerance, int stepsAtMost)
    {
        var residual = right.ToArray();
        var z = new double[right.Length];
        var product1 = new double[right.Length];
        solution.Clear();
        preconditioner.Solve(residual, z);
        var direction = (double[])z.Clone();
        var first = Reductions.Dot(residual, z);
        var current = first;
        for (var step = 0; step < stepsAtMost; step++)
        {
            if (!(current > first * tolerance * tolerance)) return step;
            product(direction, product1);
            var curvature = Reductions.Dot(direction, product1);
            // No curvature left to rounding: what is solved so far is all that there is.
            if (!(curvature > 0)) return step + 1;
            var length = current / curvature;
            MixedVectors.AddScaled(length, direction, solution);
            MixedVectors.AddScaled(-length, product1, residual);
            preconditioner.Solve(residual, z);
            var next = Reductions.Dot(residual, z);
            var turn = next / current;
            for (var i = 0; i < direction.Length; i++) direction[i] = z[i] + turn * direction[i];
            current = next;
        }
        return stepsAtMost;
    }
}
