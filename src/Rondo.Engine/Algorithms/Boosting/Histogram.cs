using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>Exact sums for every bin of every feature of one leaf.</summary>
sealed class Histogram
{
    public Histogram(int bins, bool hasHessian)
    {
        Gradients = new long[bins];
        Counts = new long[bins];
        Hessians = hasHessian ? new long[bins] : Counts;
    }

    public long[] Gradients { get; }

    /// <summary>The same array as <see cref="Counts"/> when every hessian is 1.</summary>
    public long[] Hessians { get; }

    public long[] Counts { get; }

    public bool HasHessian => !ReferenceEquals(Hessians, Counts);

    public GradientSum this[int bin] => new(Gradients[bin], Hessians[bin], Counts[bin]);

    public GradientSum Sum(int start, int length)
    {
        var sum = default(GradientSum);
        for (var bin = start; bin < start + length; bin++) sum += this[bin];
        return sum;
    }

    /// <summary>Takes a part's sums off, which leaves those of the other part.</summary>
    public void Subtract(Histogram part, int start, int length)
    {
        Subtract(Gradients.AsSpan(start, length), part.Gradients.AsSpan(start, length));
        Subtract(Counts.AsSpan(start, length), part.Counts.AsSpan(start, length));
        if (HasHessian) Subtract(Hessians.AsSpan(start, length), part.Hessians.AsSpan(start, length));
    }

    public void Add(Histogram part, int start, int partStart, int length)
    {
        Add(Gradients.AsSpan(start, length), part.Gradients.AsSpan(partStart, length));
        Add(Counts.AsSpan(start, length), part.Counts.AsSpan(partStart, length));
        if (HasHessian) Add(Hessians.AsSpan(start, length), part.Hessians.AsSpan(partStart, length));
    }

    public void Clear(int start, int length)
    {
        Gradients.AsSpan(start, length).Clear();
        Counts.AsSpan(start, length).Clear();
        Hessians.AsSpan(start, length).Clear();
    }

    static void Subtract(Span<long> from, ReadOnlySpan<long> part)
    {
        var wide = MemoryMarshal.Cast<long, Vector256<long>>(from);
        var parts = MemoryMarshal.Cast<long, Vector256<long>>(part);
        for (var i = 0; i < wide.Length; i++) wide[i] -= parts[i];
        for (var i = wide.Length * 4; i < from.Length; i++) from[i] -= part[i];
    }

    static void Add(Span<long> to, ReadOnlySpan<long> part)
    {
        var wide = MemoryMarshal.Cast<long, Vector256<long>>(to);
        var parts = MemoryMarshal.Cast<long, Vector256<long>>(part);
        for (var i = 0; i < wide.Length; i++) wide[i] += parts[i];
        for (var i = wide.Length * 4; i < to.Length; i++) to[i] += part[i];
    }
}
