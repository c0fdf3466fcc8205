using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>Products of float32 columns with float64 vectors, in the eight-lane order of <see cref="Reductions"/>.</summary>
static class MixedVectors
{
    /// <summary>y += a x.</summary>
    public static void AddScaled(double a, ReadOnlySpan<float> x, Span<double> y)
    {
        var factor = Vector512.Create(a);
        var xs = MemoryMarshal.Cast<float, Vector512<float>>(x);
        var ys = MemoryMarshal.Cast<double, Vector512<double>>(y[..x.Length]);
        for (var i = 0; i < xs.Length; i++)
        {
            var (low, high) = Vector512.Widen(xs[i]);
            ys[2 * i] += factor * low;
            ys[2 * i + 1] += factor * high;
        }
        for (var i = xs.Length * 16; i < x.Length; i++) y[i] += a * x[i];
    }

    public static double Dot(ReadOnlySpan<double> y, ReadOnlySpan<float> x)
    {
        var lanes = Vector512<double>.Zero;
        var xs = MemoryMarshal.Cast<float, Vector512<float>>(x);
        var ys = MemoryMarshal.Cast<double, Vector512<double>>(y[..x.Length]);
        for (var i = 0; i < xs.Length; i++)
        {
            var (low, high) = Vector512.Widen(xs[i]);
            lanes += ys[2 * i] * low;
            lanes += ys[2 * i + 1] * high;
        }
        Span<double> sums = stackalloc double[8];
        lanes.CopyTo(sums);
        for (var i = xs.Length * 16; i < x.Length; i++) sums[i & 7] += y[i] * x[i];
        return Reductions.Sum(sums);
    }

    /// <summary>The sum of h (x - centre)^2.</summary>
    public static double SquaresAround(double centre, ReadOnlySpan<double> h, ReadOnlySpan<float> x)
    {
        var lanes = Vector512<double>.Zero;
        var centres = Vector512.Create(centre);
        var xs = MemoryMarshal.Cast<float, Vector512<float>>(x);
        var hs = MemoryMarshal.Cast<double, Vector512<double>>(h[..x.Length]);
        for (var i = 0; i < xs.Length; i++)
        {
            var (low, high) = Vector512.Widen(xs[i]);
            low -= centres;
            high -= centres;
            lanes += hs[2 * i] * (low * low);
            lanes += hs[2 * i + 1] * (high * high);
        }
        Span<double> sums = stackalloc double[8];
        lanes.CopyTo(sums);
        for (var i = xs.Length * 16; i < x.Length; i++) sums[i & 7] += h[i] * ((x[i] - centre) * (x[i] - centre));
        return Reductions.Sum(sums);
    }

    /// <summary>y += a x.</summary>
    public static void AddScaled(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++) y[i] += a * x[i];
    }
}
