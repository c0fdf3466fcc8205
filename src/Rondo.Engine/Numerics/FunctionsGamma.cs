namespace Rondo.Engine.Numerics;

public static partial class Functions
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>The logarithm of the gamma function for x above 0: Stirling's series, after steps up to where it is exact.</summary>
    public static double LogGamma(double x)
    {
        if (!(x > 0)) return x == 0 ? double.PositiveInfinity : double.NaN;
        if (double.IsPositiveInfinity(x)) return x;
        var product = 1.0;
        while (x < 15) product *= x++;
        return (x - 0.5) * Log(x) - x + HalfLogTwoPi + StirlingRest(x) - Log(product);
    }

    /// <summary>log(n! / (k! (n - k)!)).</summary>
    public static double LogChoose(double n, double k) => LogGamma(n + 1) - LogGamma(k + 1) - LogGamma(n - k + 1);

    /// <summary>
    /// The upper regularised incomplete gamma function Q(a, x): its series below a + 1, its continued fraction above
    /// (Abramowitz and Stegun 6.5.29 and 6.5.31), so that small tails keep their digits.
    /// </summary>
    public static double GammaUpper(double a, double x)
    {
        if (double.IsNaN(a) || double.IsNaN(x) || a <= 0 || x < 0) return double.NaN;
        if (x == 0) return 1;
        if (double.IsPositiveInfinity(x)) return 0;
        return x < a + 1 ? 1 - GammaPower(a, x) * LowerSeries(a, x) / a : GammaPower(a, x) * UpperFraction(a, x);
    }

    /// <summary>x^a e^-x / Gamma(a), without the cancellation of large terms.</summary>
    static double GammaPower(double a, double x)
    {
        if (a < 15) return Exp(a * Log(x) - x - LogGamma(a));
        var offset = (x - a) / a;
        return Exp(a * Log1PMinus(offset) - StirlingRest(a)) * Math.Sqrt(a) * 0.3989422804014327;
    }

    /// <summary>log(1 + x) - x, accurate for small x.</summary>
    static double Log1PMinus(double x)
    {
        if (Math.Abs(x) > 0.3) return Log1P(x) - x;
        var (power, sum) = (x, 0.0);
        for (var n = 2; n < 80; n++)
        {
            power *= -x;
            var term = power / n;
            sum += term;
            if (Math.Abs(term) < 1e-18 * Math.Abs(sum)) break;
        }
        return sum;
    }

    static double LowerSeries(double a, double x)
    {
        var (term, sum) = (1.0, 1.0);
        for (var n = 1; n < 1_000_000 && term > 1e-17 * sum; n++)
        {
            term *= x / (a + n);
            sum += term;
        }
        return sum;
    }

    // Lentz's method as modified by Thompson and Barnett (1986).
    static double UpperFraction(double a, double x)
    {
        const double Tiny = 1e-300;
        var b = x + 1 - a;
        var (c, d) = (1 / Tiny, 1 / b);
        var fraction = d;
        for (var n = 1; n < 1_000_000; n++)
        {
            var step = -n * (n - a);
            b += 2;
            d = 1 / NotZero(step * d + b);
            c = NotZero(b + step / c);
            var ratio = c * d;
            fraction *= ratio;
            if (Math.Abs(ratio - 1) < 1e-16) break;
        }
        return fraction;

        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    /// <summary>What Stirling's formula leaves out: 1/(12x) - 1/(360x^3) + ..., for x at or above 15 to the last bit.</summary>
    internal static double StirlingRest(double x)
    {
        var z = 1 / (x * x);
        return (1.0 / 12 + z * (-1.0 / 360 + z * (1.0 / 1260 + z * (-1.0 / 1680 + z * (1.0 / 1188 + z * (-691.0 / 360360 + z / 156)))))) / x;
    }
}
