using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Numerics;

/// <summary>Element by element arithmetic on float32 vectors: no sums, so the bits are equal on every CPU.</summary>
static class FloatVectors
{
    /// <summary>y += x. The lengths are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> x, Span<float> y)
    {
        var xs = MemoryMarshal.Cast<float, Vector256<float>>(x);
        var ys = MemoryMarshal.Cast<float, Vector256<float>>(y[..x.Length]);
        for (var i = 0; i < xs.Length; i++) ys[i] += xs[i];
        for (var i = xs.Length * 8; i < x.Length; i++) y[i] += x[i];
    }

    /// <summary>x *= factors. The lengths are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(Span<float> x, ReadOnlySpan<float> factors)
    {
        var xs = MemoryMarshal.Cast<float, Vector256<float>>(x);
        var fs = MemoryMarshal.Cast<float, Vector256<float>>(factors[..x.Length]);
        for (var i = 0; i < xs.Length; i++) xs[i] *= fs[i];
        for (var i = xs.Length * 8; i < x.Length; i++) x[i] *= factors[i];
    }
}
