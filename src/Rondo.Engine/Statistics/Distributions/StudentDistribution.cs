using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics.Distributions;

/// <summary>Student's t distribution, by the continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8).</summary>
static class StudentDistribution
{
    /// <summary>The probability of more than t.</summary>
    public static double UpperTail(double t, double degreesOfFreedom)
    {
        if (double.IsNaN(t) || !(degreesOfFreedom > 0)) return double.NaN;
        if (double.IsInfinity(t)) return t > 0 ? 0 : 1;
        if (double.IsInfinity(degreesOfFreedom)) return NormalDistribution.UpperTail(t);
        var half = TwoTails(Math.Abs(t), degreesOfFreedom) / 2;
        return t > 0 ? half : 1 - half;
    }

    public static double PValue(double t, double degreesOfFreedom, Alternative alternative) => alternative switch
    {
        Alternative.Less => UpperTail(-t, degreesOfFreedom),
        Alternative.Greater => UpperTail(t, degreesOfFreedom),
        _ => Math.Min(1, 2 * UpperTail(Math.Abs(t), degreesOfFreedom)),
    };

    /// <summary>The t that is exceeded with this probability, by Newton's steps inside a bracket that only shrinks.</summary>
    public static double UpperQuantile(double probability, double degreesOfFreedom)
    {
        if (probability is not (> 0 and < 1)) return probability == 0 ? double.PositiveInfinity : probability == 1 ? double.NegativeInfinity : double.NaN;
        if (probability > 0.5) return -UpperQuantile(1 - probability, degreesOfFreedom);
        var (low, high) = (0.0, 1.0);
        while (UpperTail(high, degreesOfFreedom) > probability && high < 1e300) (low, high) = (high, high * 2);
        var t = Math.Clamp(NormalDistribution.UpperQuantile(probability), low, high);
        for (var step = 0; step < 200; step++)
        {
            var excess = UpperTail(t, degreesOfFreedom) - probability;
            if (excess > 0) low = t;
            else high = t;
            var next = t + excess / Density(t, degreesOfFreedom);
            if (!(next > low && next < high)) next = low + (high - low) / 2;
            if (Math.Abs(next - t) <= 1e-15 * Math.Abs(t)) return next;
            t = next;
        }
        return t;
    }

    public static double Density(double t, double v) => Functions.Exp(-0.5 * (v + 1) * Functions.Log1P(t * t / v)) / (Math.Sqrt(v) * Beta(v / 2));

    // The regularised incomplete beta function I_x(v/2, 1/2) at x = v / (v + t^2).
    static double TwoTails(double t, double v)
    {
        var ratio = t * t / v;
        var (x, a) = (1 / (1 + ratio), v / 2);
        // x^a (1 - x)^(1/2) / B(a, 1/2)
        var power = Functions.Exp(-(a + 0.5) * Functions.Log1P(ratio)) * Math.Sqrt(ratio) / Beta(a);
        if (double.IsPositiveInfinity(ratio)) return 0;
        return x < (a + 1) / (a + 2.5)
            ? power / a * Fraction(x, a, 0.5)
            : 1 - power / 0.5 * Fraction(ratio / (1 + ratio), 0.5, a);
    }

    /// <summary>B(a, 1/2) = Gamma(a) Gamma(1/2) / Gamma(a + 1/2), the two large logarithms taken apart by Stirling's series.</summary>
    static double Beta(double a)
    {
        const double RootPi = 1.7724538509055160273;
        if (a < 15) return RootPi * Functions.Exp(Functions.LogGamma(a) - Functions.LogGamma(a + 0.5));
        var logRatio = a * Functions.Log1P(0.5 / a) - 0.5 + Functions.StirlingRest(a + 0.5) - Functions.StirlingRest(a);
        return RootPi / Math.Sqrt(a) * Functions.Exp(-logRatio);
    }

    static double Fraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        var (c, d) = (1.0, 1 / NotZero(1 - (a + b) * x / (a + 1)));
        var fraction = d;
        for (var m = 1; m < 1_000_000; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            fraction *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            fraction *= d * c;
            if (Math.Abs(d * c - 1) < 1e-16) break;
        }
        return fraction;

        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }
}
