namespace Rondo.Engine.Numerics;

public static partial class Functions
{
    /// <summary>
    /// x to the power of y; special values as in IEEE 754. The logarithm is summed in pairs of doubles
    /// (Dekker 1971) as a series of atanh, so that the error stays below 0.6 units in the last place and integers are exact.
    /// </summary>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1) return 1;
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;
        if (double.IsInfinity(y)) return PowInfinite(Math.Abs(x), y > 0);
        var isOdd = Math.Abs(y) < 9007199254740992 && Math.Floor(y) == y && Math.Floor(y / 2) * 2 != y;
        if (x == 0 || double.IsInfinity(x))
        {
            var size = x == 0 == y > 0 ? 0 : double.PositiveInfinity;
            return isOdd && double.IsNegative(x) ? -size : size;
        }
        if (x < 0 && Math.Floor(y) != y) return double.NaN;
        var power = PowPositive(Math.Abs(x), y);
        return x < 0 && isOdd ? -power : power;
    }

    static double PowInfinite(double size, bool isPositive)
    {
        if (size == 1) return 1;
        return size > 1 == isPositive ? double.PositiveInfinity : 0;
    }

    static double PowPositive(double x, double y)
    {
        var (high, low) = LogPair(x);
        var estimate = y * high;
        if (estimate > 800) return double.PositiveInfinity;
        if (estimate < -800) return 0;
        var product = Product(y, high);
        return ExpPair(product.High, product.Low + y * low);
    }

    /// <summary>log(x) to about 70 bits.</summary>
    static (double High, double Low) LogPair(double x)
    {
        var (k, m) = Decompose(x);

        // log m = 2 s (1 + z/3 + z^2/5 + z^3/7 + ...) with s = (m - 1) / (m + 1) and z = s^2 <= 0.0295.
        var f = m - 1;
        var d = m + 1;
        var dLow = m - (d - 1);
        var s = f / d;
        var sd = Product(s, d);
        var sLow = ((f - sd.High) - sd.Low - s * dLow) / d;
        var z = Product(s, s);
        z.Low += 2 * s * sLow;
        // Terms of weight 2^-18 and less need one double only.
        var tail = 0.0;
        for (var n = 31; n >= 7; n -= 2) tail = 1.0 / n + z.High * tail;
        var sum = Sum(0.2, Product(z.High, tail), -1.1102230246251566e-17 + z.Low * tail);
        sum = Sum(0.3333333333333333, Product(z, sum), 1.850371707708594e-17);
        var u = Product(z, sum);
        var su = Product((s, sLow), u);

        var whole = k * Ln2High; // exact: Ln2High has 33 bits
        var first = TwoSum(whole, 2 * s);
        var second = TwoSum(first.High, 2 * su.High);
        return FastTwoSum(second.High, second.Low + (first.Low + (2 * sLow + (2 * su.Low + k * Ln2Low))));
    }

    /// <summary>exp(high + low), with one rounding that matters.</summary>
    static double ExpPair(double high, double low)
    {
        var k = Math.Floor(high * InverseLn2 + 0.5);
        var x = high - k * Ln2High;
        var rest = low - k * Ln2Low;
        var r = x + rest;
        var rLow = (x - r) + rest;
        var square = Product(r, r);
        var t = square.High;
        var p = 1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05
            + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)));
        // exp(r) = 1 + r + r^2 / 2 + cubic; only the last, below 0.008, carries the rounding of plain doubles.
        var cubic = r * t * (1 - p * (2 + r)) / (2 * (2 - (r - t * p)));
        var one = TwoSum(1, x);
        var two = TwoSum(one.High, 0.5 * square.High);
        return Scale(two.High + (two.Low + (one.Low + (rest + (cubic + (0.5 * square.Low + r * rLow))))), (int)k);
    }

    static (double High, double Low) TwoSum(double a, double b)
    {
        var sum = a + b;
        var part = sum - a;
        return (sum, (a - (sum - part)) + (b - part));
    }

    static (double High, double Low) FastTwoSum(double a, double b)
    {
        var sum = a + b;
        return (sum, b - (sum - a));
    }

    static (double High, double Low) Sum(double a, (double High, double Low) b, double low)
    {
        var sum = TwoSum(a, b.High);
        return FastTwoSum(sum.High, sum.Low + (b.Low + low));
    }

    /// <summary>The exact product of two doubles as a pair, by Veltkamp's splitting.</summary>
    static (double High, double Low) Product(double a, double b)
    {
        const double Split = 134217729; // 2^27 + 1
        var product = a * b;
        var aSplit = Split * a;
        var aHigh = aSplit - (aSplit - a);
        var aLow = a - aHigh;
        var bSplit = Split * b;
        var bHigh = bSplit - (bSplit - b);
        var bLow = b - bHigh;
        return (product, ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow);
    }

    static (double High, double Low) Product((double High, double Low) a, (double High, double Low) b)
    {
        var product = Product(a.High, b.High);
        return FastTwoSum(product.High, product.Low + (a.High * b.Low + a.Low * b.High));
    }
}
