using System.Runtime.CompilerServices;

namespace Rondo.Engine.Numerics;

/// <summary>
/// Elementary functions by our own arithmetic, for the C library's differ in the last bit from machine to machine.
/// Method and coefficients: fdlibm (Sun Microsystems 1993); error below one unit in the last place.
/// </summary>
public static partial class Functions
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700;

    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 709.782712893384) return double.PositiveInfinity;
        if (x < -745.1332191019411) return 0;
        if (Math.Abs(x) < 3.7252902984619140625e-9) return 1 + x;

        // x = k ln 2 + r with |r| <= ln 2 / 2; exp(r) by a rational approximation.
        var k = Math.Floor(x * InverseLn2 + 0.5);
        var high = x - k * Ln2High;
        var low = k * Ln2Low;
        var r = high - low;
        var t = r * r;
        var c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05
            + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
        var y = 1 - ((low - (r * c) / (2 - c)) - high);
        return Scale(y, (int)k);
    }

    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;

        var (k, m) = Decompose(x);
        var f = m - 1;
        var s = f / (2 + f);
        var z = s * s;
        var w = z * z;
        var even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
        var odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
        var halfSquare = 0.5 * f * f;
        return k * Ln2High - ((halfSquare - (s * (halfSquare + (even + odd)) + k * Ln2Low)) - f);
    }

    /// <summary>1 / (1 + exp(-x)), without overflow.</summary>
    public static double Sigmoid(double x)
    {
        if (x >= 0) return 1 / (1 + Exp(-x));
        var e = Exp(x);
        return e / (1 + e);
    }

    /// <summary>log(1 + exp(x)), without overflow.</summary>
    public static double Softplus(double x) => x > 0 ? x + Log1P(Exp(-x)) : Log1P(Exp(x));

    /// <summary>log(1 + x), accurate for small x (Kahan's correction).</summary>
    public static double Log1P(double x)
    {
        var u = 1 + x;
        if (u == 1) return x;
        return double.IsPositiveInfinity(u) ? u : Log(u) * (x / (u - 1));
    }

    /// <summary>exp(x) - 1, accurate for small x (Kahan's correction).</summary>
    public static double ExpM1(double x)
    {
        var u = Exp(x);
        if (u == 1) return x;
        var difference = u - 1;
        return difference == -1 || double.IsPositiveInfinity(u) ? difference : difference * (x / Log(u));
    }

    /// <summary>x = 2^k m with sqrt(1/2) &lt; m &lt; sqrt(2), for finite x above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (int Exponent, double Mantissa) Decompose(double x)
    {
        var k = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0; // 2^54
            k = -54;
        }
        var bits = BitConverter.DoubleToInt64Bits(x);
        k += (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000fffffffffffffL) | 0x3ff0000000000000L);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            k++;
        }
        return (k, m);
    }

    static double Scale(double y, int k)
    {
        if (k is > -1022 and < 1024) return y * BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
        var half = k / 2;
        return y * BitConverter.Int64BitsToDouble((long)(half + 1023) << 52) * BitConverter.Int64BitsToDouble((long)(k - half + 1023) << 52);
    }
}
