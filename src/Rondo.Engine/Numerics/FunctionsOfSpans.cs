using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Numerics;

/// <remarks>
/// Four at a time where the processor can: every lane takes the very steps of the function of one number, without fused
/// operations, so the bits are equal. Lanes with special values are left to the function of one number.
/// </remarks>
public static partial class Functions
{
    /// <exception cref="ArgumentException">The result is shorter than x.</exception>
    public static void Exp(ReadOnlySpan<double> x, Span<double> result)
    {
        Fit(x, result);
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(x);
        var results = MemoryMarshal.Cast<double, Vector256<double>>(result);
        for (var i = 0; i < vectors.Length; i++)
        {
            if (IsPlain(vectors[i])) results[i] = ExpPlain(vectors[i]);
            else for (var j = 4 * i; j < 4 * i + 4; j++) result[j] = Exp(x[j]);
        }
        for (var j = 4 * vectors.Length; j < x.Length; j++) result[j] = Exp(x[j]);
    }

    /// <inheritdoc cref="Exp(ReadOnlySpan{double}, Span{double})"/>
    public static void Log(ReadOnlySpan<double> x, Span<double> result)
    {
        Fit(x, result);
        for (var i = 0; i < x.Length; i++) result[i] = Log(x[i]);
    }

    /// <inheritdoc cref="Exp(ReadOnlySpan{double}, Span{double})"/>
    public static void Sigmoid(ReadOnlySpan<double> x, Span<double> result)
    {
        Fit(x, result);
        var vectors = MemoryMarshal.Cast<double, Vector256<double>>(x);
        var results = MemoryMarshal.Cast<double, Vector256<double>>(result);
        for (var i = 0; i < vectors.Length; i++)
        {
            if (!IsPlain(vectors[i]))
            {
                for (var j = 4 * i; j < 4 * i + 4; j++) result[j] = Sigmoid(x[j]);
                continue;
            }
            // exp(-|x|) never overflows: 1 / (1 + e) above 0, e / (1 + e) below.
            var isNegative = Vector256.LessThan(vectors[i], Vector256<double>.Zero);
            var e = ExpPlain(-Vector256.Abs(vectors[i]));
            results[i] = Vector256.ConditionalSelect(isNegative, e, Vector256.Create(1.0)) / (Vector256.Create(1.0) + e);
        }
        for (var j = 4 * vectors.Length; j < x.Length; j++) result[j] = Sigmoid(x[j]);
    }

    /// <summary>Whether all lanes are within the bounds where exp takes neither a short cut nor two steps of scaling. NaN is not.</summary>
    static bool IsPlain(Vector256<double> x)
    {
        var size = Vector256.Abs(x);
        return Vector256.GreaterThanOrEqualAll(size, Vector256.Create(3.7252902984619140625e-9)) && Vector256.LessThanAll(size, Vector256.Create(700.0));
    }

    static Vector256<double> ExpPlain(Vector256<double> x)
    {
        var k = Vector256.Floor(x * Vector256.Create(InverseLn2) + Vector256.Create(0.5));
        var high = x - k * Vector256.Create(Ln2High);
        var low = k * Vector256.Create(Ln2Low);
        var r = high - low;
        var t = r * r;
        var c = r - t * (Vector256.Create(1.66666666666666019037e-01) + t * (Vector256.Create(-2.77777777770155933842e-03) + t * (Vector256.Create(6.61375632143793436117e-05)
            + t * (Vector256.Create(-1.65339022054652515390e-06) + t * Vector256.Create(4.13813679705723846039e-08)))));
        var y = Vector256.Create(1.0) - ((low - (r * c) / (Vector256.Create(2.0) - c)) - high);
        // k + 1023 lands in the low bits of 2^52 + (k + 1023); shifted up it is the exponent of 2^k.
        var biased = (k + Vector256.Create(4503599627370496.0 + 1023)).AsInt64();
        return y * (biased << 52).AsDouble();
    }

    static void Fit(ReadOnlySpan<double> x, Span<double> result)
    {
        if (result.Length < x.Length) throw new ArgumentException("The result is shorter than the argument.", nameof(result));
    }
}
