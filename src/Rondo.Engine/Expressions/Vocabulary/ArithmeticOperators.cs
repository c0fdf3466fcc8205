using Rondo.Engine.Expressions.Kernels;
using Elementary = Rondo.Engine.Numerics.Functions;

namespace Rondo.Engine.Expressions.Vocabulary;

readonly struct Add : ILongOperator, IDoubleOperator
{
    public static bool Of(long x, long y, out long result)
    {
        result = unchecked(x + y);
        return ((x ^ result) & (y ^ result)) >= 0;
    }

    public static double Of(double x, double y) => x + y;
}

readonly struct Subtract : ILongOperator, IDoubleOperator
{
    public static bool Of(long x, long y, out long result)
    {
        result = unchecked(x - y);
        return ((x ^ y) & (x ^ result)) >= 0;
    }

    public static double Of(double x, double y) => x - y;
}

readonly struct Multiply : ILongOperator, IDoubleOperator
{
    public static bool Of(long x, long y, out long result)
    {
        var high = Math.BigMul(x, y, out result);
        return high == result >> 63;
    }

    public static double Of(double x, double y) => x * y;
}

readonly struct Divide : IDoubleOperator
{
    public static double Of(double x, double y) => y == 0 ? double.NaN : x / y;
}

readonly struct Remainder : ILongOperator, IDoubleOperator
{
    public static bool Of(long x, long y, out long result)
    {
        // The processor traps on long.MinValue % -1.
        result = y is 0 or -1 ? 0 : x % y;
        return y != 0;
    }

    public static double Of(double x, double y) => y == 0 ? double.NaN : x % y;
}

readonly struct Power : IDoubleOperator
{
    // IEEE 754 has pow(1, NaN) = 1 and pow(NaN, 0) = 1; here what is missing stays missing.
    public static double Of(double x, double y) =>
        double.IsNaN(x) || double.IsNaN(y) || x == 0 && y < 0 ? double.NaN : Elementary.Pow(x, y);
}

readonly struct Negate : ILongFunction, IDoubleFunction
{
    public static bool Of(long x, out long result)
    {
        result = unchecked(-x);
        return x != long.MinValue;
    }

    public static double Of(double x) => -x;
}

readonly struct Abs : ILongFunction, IDoubleFunction
{
    public static bool Of(long x, out long result)
    {
        result = unchecked(x < 0 ? -x : x);
        return x != long.MinValue;
    }

    public static double Of(double x) => Math.Abs(x);
}

readonly struct Same : ILongFunction
{
    public static bool Of(long x, out long result)
    {
        result = x;
        return true;
    }
}

readonly struct Exp : IDoubleFunction
{
    public static double Of(double x) => Elementary.Exp(x);
}

readonly struct Log : IDoubleFunction
{
    public static double Of(double x) => x <= 0 ? double.NaN : Elementary.Log(x);
}

readonly struct Log1P : IDoubleFunction
{
    public static double Of(double x) => x <= -1 ? double.NaN : Elementary.Log1P(x);
}

readonly struct Sqrt : IDoubleFunction
{
    public static double Of(double x) => Math.Sqrt(x);
}

readonly struct Floor : IDoubleFunction
{
    public static double Of(double x) => Math.Floor(x);
}

readonly struct Ceil : IDoubleFunction
{
    public static double Of(double x) => Math.Ceiling(x);
}

readonly struct Round : IDoubleFunction
{
    public static double Of(double x) => Math.Round(x, MidpointRounding.AwayFromZero);
}

readonly struct RoundTo : IDoubleOperator
{
    public static double Of(double x, double digits)
    {
        if (double.IsNaN(x) || double.IsNaN(digits)) return double.NaN;
        // Powers of ten up to 22 are exact; beyond 15 digits or so there is nothing left to round.
        var places = (int)Math.Clamp(Math.Truncate(digits), -22, 22);
        var scale = Exact(Math.Abs(places));
        if (places < 0) return Math.Round(x / scale, MidpointRounding.AwayFromZero) * scale;
        var scaled = x * scale;
        return Math.Abs(scaled) < 4503599627370496 ? Math.Round(scaled, MidpointRounding.AwayFromZero) / scale : x;
    }

    static double Exact(int power)
    {
        var scale = 1.0;
        for (var i = 0; i < power; i++) scale *= 10;
        return scale;
    }
}

readonly struct Min : ILongOperator, IDoubleOperator
{
    public static bool Of(long x, long y, out long result)
    {
        result = Math.Min(x, y);
        return true;
    }

    public static double Of(double x, double y) => Math.Min(x, y);
}

readonly struct Max : ILongOperator, IDoubleOperator
{
    public static bool Of(long x, long y, out long result)
    {
        result = Math.Max(x, y);
        return true;
    }

    public static double Of(double x, double y) => Math.Max(x, y);
}
