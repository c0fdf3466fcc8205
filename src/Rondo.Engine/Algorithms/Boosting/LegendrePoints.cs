using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>Points and weights of Gauss and Legendre's quadrature between 0 and 1: n of them integrate polynomials up to degree 2n - 1 exactly.</summary>
static class LegendrePoints
{
    private const int MostSteps = 16;

    public static (double[] Points, double[] Weights) Find(int count)
    {
        var (points, weights) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            // Roots of the polynomial by Newton's method from Tricomi's approximation.
            var x = Functions.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            var slope = 1.0;
            for (var step = 0; step < MostSteps; step++)
            {
                (var value, slope) = Legendre(count, x);
                x -= value / slope;
                if (Math.Abs(value / slope) < 1e-15) break;
            }
            (points[i], weights[i]) = ((1 - x) / 2, 1 / ((1 - x * x) * slope * slope));
        }
        return (points, weights);
    }

    /// <summary>The polynomial and its slope by Bonnet's recursion.</summary>
    static (double Value, double Slope) Legendre(int degree, double x)
    {
        var (before, value) = (1.0, x);
        for (var n = 2; n <= degree; n++) (before, value) = (value, ((2 * n - 1) * x * value - (n - 1) * before) / n);
        return (value, degree * (x * value - before) / (x * x - 1));
    }
}
