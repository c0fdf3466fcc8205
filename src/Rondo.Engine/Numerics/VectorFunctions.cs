using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Numerics;

/// <summary>
/// Elementary functions of eight floats at a time, by additions, multiplications and divisions alone,
/// so the bits are equal on every CPU, with or without vector instructions. Error below 2 units in the last place.
/// </summary>
public static class VectorFunctions
{
    private const float Log2E = 1.44269504f;
    // ln 2 in two parts, the first with few enough bits that its product with a small whole number is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>exp(x) for x within -87 .. 88; outside it is that of the nearest bound.</summary>
    /// <remarks>Polynomial of Cephes' expf (Moshier 1992).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-87f)), Vector256.Create(88f));
        var k = Vector256.Floor(x * Log2E + Vector256.Create(0.5f));
        var r = x - k * Ln2High - k * Ln2Low;
        var p = r * 1.9875691500e-4f + Vector256.Create(1.3981999507e-3f);
        p = p * r + Vector256.Create(8.3334519073e-3f);
        p = p * r + Vector256.Create(4.1665795894e-2f);
        p = p * r + Vector256.Create(1.6666665459e-1f);
        p = p * r + Vector256.Create(5.0000001201e-1f);
        p = p * r * r + r + Vector256<float>.One;
        return p * ((Vector256.ConvertToInt32(k) + Vector256.Create(127)) << 23).AsSingle();
    }

    /// <summary>1 / (1 + exp(-x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Exp(-x));

    /// <summary>The hyperbolic tangent.</summary>
    /// <remarks>Near 0 the polynomial of Cephes' tanhf (Moshier 1992), for 1 - 2 / (exp(2x) + 1) loses digits there.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        var size = Vector256.Abs(x);
        var square = x * x;
        var p = square * -5.70498872745e-3f + Vector256.Create(2.06390887954e-2f);
        p = p * square + Vector256.Create(-5.37397155531e-2f);
        p = p * square + Vector256.Create(1.33314422036e-1f);
        p = p * square + Vector256.Create(-3.33332819422e-1f);
        var near = p * square * x + x;
        var far = Vector256<float>.One - Vector256.Create(2f) / (Exp(size + size) + Vector256<float>.One);
        far = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), -far, far);
        return Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(0.625f)), near, far);
    }
}
