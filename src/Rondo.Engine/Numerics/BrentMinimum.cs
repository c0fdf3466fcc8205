namespace Rondo.Engine.Numerics;

/// <summary>
/// The minimum of a function of one number without derivatives: parabolas through the three best points where they help, golden
/// sections where they do not (Brent 1973, Algorithms for Minimization without Derivatives, chapter 5).
/// </summary>
public static class BrentMinimum
{
    private const double Golden = 1.6180339887498949;
    private const double GoldenSection = 0.38196601125010515;
    private const double RelativeTolerance = 1.48e-8;
    private const double AbsoluteTolerance = 1e-11;

    /// <summary>Goes downhill from two points, then finds the minimum; null when the function goes down without end.</summary>
    /// <param name="function">May give infinity where it is not defined, never NaN.</param>
    public static double? Find(Func<double, double> function, double first, double second, CancellationToken cancellation = default)
    {
        var (a, b) = (first, second);
        var (fa, fb) = (function(a), function(b));
        if (fa < fb) (a, b, fa, fb) = (b, a, fb, fa);
        var c = b + Golden * (b - a);
        var fc = function(c);
        for (var step = 0; fc < fb; step++)
        {
            if (step == 60) return null;
            cancellation.ThrowIfCancellationRequested();
            (a, b, fb) = (b, c, fc);
            c = b + Golden * (b - a);
            fc = function(c);
        }
        return double.IsFinite(fb) ? Within(function, Math.Min(a, c), b, fb, Math.Max(a, c), cancellation) : null;
    }

    static double Within(Func<double, double> function, double low, double start, double atStart, double high, CancellationToken cancellation)
    {
        // The best point, the second best, and the second best before that.
        var (x, second, third) = (start, start, start);
        var (fx, fSecond, fThird) = (atStart, atStart, atStart);
        var (step, before) = (0.0, 0.0);
        for (var round = 0; round < 500; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var middle = 0.5 * (low + high);
            var tolerance = RelativeTolerance * Math.Abs(x) + AbsoluteTolerance;
            if (Math.Abs(x - middle) <= 2 * tolerance - 0.5 * (high - low)) break;

            var parabola = Math.Abs(before) > tolerance ? Vertex(x, second, third, fx, fSecond, fThird) : double.NaN;
            if (Math.Abs(parabola) < 0.5 * Math.Abs(before) && x + parabola > low && x + parabola < high)
            {
                (before, step) = (step, parabola);
                if (x + step - low < 2 * tolerance || high - x - step < 2 * tolerance) step = Math.CopySign(tolerance, middle - x);
            }
            else
            {
                before = x < middle ? high - x : low - x;
                step = GoldenSection * before;
            }
            var u = x + (Math.Abs(step) >= tolerance ? step : Math.CopySign(tolerance, step));
            var fu = function(u);
            if (fu <= fx)
            {
                if (u < x) high = x;
                else low = x;
                (third, second, x, fThird, fSecond, fx) = (second, x, u, fSecond, fx, fu);
                continue;
            }
            if (u < x) low = u;
            else high = u;
            if (fu <= fSecond || second == x) (third, second, fThird, fSecond) = (second, u, fSecond, fu);
            else if (fu <= fThird || third == x || third == second) (third, fThird) = (u, fu);
        }
        return x;
    }

    /// <summary>How far from x the parabola through three points has its vertex; not a number when they lie on a line.</summary>
    static double Vertex(double x, double second, double third, double fx, double fSecond, double fThird)
    {
        var r = (x - second) * (fx - fThird);
        var q = (x - third) * (fx - fSecond);
        return ((x - second) * r - (x - third) * q) / (2 * (q - r));
    }
}
