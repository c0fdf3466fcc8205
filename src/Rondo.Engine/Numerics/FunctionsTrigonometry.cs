using System.Numerics;

namespace Rondo.Engine.Numerics;

public static partial class Functions
{
    // pi / 2 in three parts of 33 bits, so that products with whole numbers below 2^20 are exact, and a rest.
    private const double HalfPi1 = 1.57079632673412561417e+00;
    private const double HalfPi2 = 6.07710050630396597660e-11;
    private const double HalfPi3 = 2.02226624871116645580e-21;
    private const double HalfPiRest = 8.47842766036889956997e-32;

    public static double Sin(double x)
    {
        if (!double.IsFinite(x)) return double.NaN;
        var (quadrant, high, low) = Reduce(x);
        return quadrant switch
        {
            0 => SinKernel(high, low),
            1 => CosKernel(high, low),
            2 => -SinKernel(high, low),
            _ => -CosKernel(high, low),
        };
    }

    public static double Cos(double x)
    {
        if (!double.IsFinite(x)) return double.NaN;
        var (quadrant, high, low) = Reduce(x);
        return quadrant switch
        {
            0 => CosKernel(high, low),
            1 => -SinKernel(high, low),
            2 => -CosKernel(high, low),
            _ => SinKernel(high, low),
        };
    }

    /// <summary>x less the nearest multiple of pi / 2, as a pair, and that multiple modulo 4 (Cody and Waite 1980).</summary>
    static (int Quadrant, double High, double Low) Reduce(double x)
    {
        if (Math.Abs(x) <= 0.78539816339744828) return (0, x, 0);
        if (Math.Abs(x) > 1e6) return ReduceLarge(x);
        var n = Math.Floor(x * 0.63661977236758138 + 0.5);
        var second = TwoSum(x - n * HalfPi1, -(n * HalfPi2));
        var third = TwoSum(second.High, -(n * HalfPi3));
        var (high, low) = FastTwoSum(third.High, second.Low + third.Low - n * HalfPiRest);
        return ((int)n & 3, high, low);
    }

    /// <summary>The same by whole numbers of any size: a double has up to 1024 bits before the point, and pi / 2 is known to 1280 after it.</summary>
    static (int Quadrant, double High, double Low) ReduceLarge(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        var exponent = (int)(bits >> 52) - 1075;
        var significand = (bits & 0x000fffffffffffffL) | 0x0010000000000000L;
        var quotient = BigInteger.DivRem((BigInteger)significand << (LargePi.Bits + exponent), LargePi.Half, out var rest);
        if (rest > LargePi.Half >> 1)
        {
            rest -= LargePi.Half;
            quotient++;
        }
        const int Kept = 240;
        rest >>= LargePi.Bits - Kept;
        var high = (double)rest;
        var low = (double)(rest - new BigInteger(high));
        var unit = BitConverter.Int64BitsToDouble((1023L - Kept) << 52);
        var quadrant = (int)(quotient & 3);
        return x < 0 ? (-quadrant & 3, -high * unit, -low * unit) : (quadrant, high * unit, low * unit);
    }

    static double SinKernel(double x, double low)
    {
        var z = x * x;
        var v = z * x;
        var r = 8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * (2.75573137070700676789e-06
            + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)));
        return x - ((z * (0.5 * low - v * r) - low) - v * -1.66666666666666324348e-01);
    }

    static double CosKernel(double x, double low)
    {
        var z = x * x;
        var r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05
            + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
        var half = 0.5 * z;
        var w = 1 - half;
        return w + (((1 - w) - half) + (z * r - x * low));
    }

    /// <summary>pi / 2 as a whole number of 2^-Bits, by Machin's formula; worked out when the first large argument comes.</summary>
    static class LargePi
    {
        public const int Bits = 1280;

        // pi / 2 = 8 atan(1/5) - 2 atan(1/239); 64 more bits take up the rounding of the terms.
        public static readonly BigInteger Half = (8 * InverseTangent(5) - 2 * InverseTangent(239)) >> 64;

        static BigInteger InverseTangent(int x)
        {
            var power = (BigInteger.One << (Bits + 64)) / x;
            var sum = BigInteger.Zero;
            for (var n = 0; !power.IsZero; n++)
            {
                sum += (n % 2 == 0 ? power : -power) / (2 * n + 1);
                power /= x * x;
            }
            return sum;
        }
    }
}
