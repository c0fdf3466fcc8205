using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Numerics;

/// <summary>
/// Sums in one fixed order: eight lanes (element i goes to lane i mod 8), the lanes folded pairwise at the end.
/// The order is part of the contract, so the bits are equal on every CPU, with or without vector instructions.
/// </summary>
public static class Reductions
{
    public static double Sum(ReadOnlySpan<double> values)
    {
        var lanes = Vector512<double>.Zero;
        var blocks = MemoryMarshal.Cast<double, Vector512<double>>(values);
        foreach (var block in blocks) lanes += block;
        return Fold(lanes, values[(blocks.Length * 8)..]);
    }

    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length) throw new ArgumentException("The vectors have different lengths.", nameof(y));
        var lanes = Vector512<double>.Zero;
        var xs = MemoryMarshal.Cast<double, Vector512<double>>(x);
        var ys = MemoryMarshal.Cast<double, Vector512<double>>(y);
        // A product, then a sum: never fused, for a fused step rounds once and would change the bits.
        for (var i = 0; i < xs.Length; i++) lanes += xs[i] * ys[i];
        Span<double> tail = stackalloc double[8];
        var rest = x.Length - xs.Length * 8;
        for (var i = 0; i < rest; i++) tail[i] = x[xs.Length * 8 + i] * y[xs.Length * 8 + i];
        return Fold(lanes, tail[..rest]);
    }

    public static double SumOfSquares(ReadOnlySpan<double> values) => Dot(values, values);

    public static double Mean(ReadOnlySpan<double> values) => Sum(values) / values.Length;

    static double Fold(Vector512<double> lanes, ReadOnlySpan<double> tail)
    {
        Span<double> sums = stackalloc double[8];
        lanes.CopyTo(sums);
        for (var i = 0; i < tail.Length; i++) sums[i] += tail[i];
        return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    }
}
