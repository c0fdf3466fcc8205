namespace Rondo.Engine.Numerics;

public static partial class Functions
{
    /// <summary>
    /// The probability that a standard normal value lies below x, by the complementary error function:
    /// its series (Abramowitz and Stegun 7.1.6) near 0, its continued fraction (7.1.14) in the tails. Relative error below 1e-13.
    /// </summary>
    public static double NormalCdf(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > 40) return x > 0 ? 1 : 0;
        var density = Exp(-0.5 * x * x) * 0.3989422804014327;
        if (Math.Abs(x) < 3) return 0.5 + density * NormalSeries(x);
        var tail = density * MillsRatio(Math.Abs(x));
        return x > 0 ? 1 - tail : tail;
    }

    /// <summary>
    /// The value below which a standard normal one lies with probability p; infinite at 0 and 1.
    /// Rational approximations PPND16 of Wichura (1988), algorithm AS 241: about 16 digits.
    /// </summary>
    public static double NormalQuantile(double p)
    {
        if (double.IsNaN(p) || p < 0 || p > 1) return double.NaN;
        if (p is 0 or 1) return p == 0 ? double.NegativeInfinity : double.PositiveInfinity;
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425) return q * Ratio(0.180625 - q * q, CentreTop, CentreBottom);
        var r = Math.Sqrt(-Log(q < 0 ? p : 1 - p));
        var size = r <= 5 ? Ratio(r - 1.6, MiddleTop, MiddleBottom) : Ratio(r - 5, TailTop, TailBottom);
        return q < 0 ? -size : size;
    }

    // x + x^3 / 3 + x^5 / (3 5) + ...
    static double NormalSeries(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); n += 2)
        {
            term *= x * x / n;
            sum += term;
        }
        return sum;
    }

    // 1 / (x + 1 / (x + 2 / (x + 3 / (x + ...)))), from far enough out that the rest does not count.
    static double MillsRatio(double x)
    {
        var fraction = x;
        for (var n = 120; n >= 1; n--) fraction = x + n / fraction;
        return 1 / fraction;
    }

    static double Ratio(double x, double[] top, double[] bottom)
    {
        var (above, below) = (0.0, 0.0);
        for (var i = top.Length - 1; i >= 0; i--)
        {
            above = above * x + top[i];
            below = below * x + bottom[i];
        }
        return above / below;
    }

    internal static readonly double[] CentreTop =
    [
        3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ];

    internal static readonly double[] CentreBottom =
    [
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ];

    internal static readonly double[] MiddleTop =
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    internal static readonly double[] MiddleBottom =
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    internal static readonly double[] TailTop =
    [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    internal static readonly double[] TailBottom =
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];
}
