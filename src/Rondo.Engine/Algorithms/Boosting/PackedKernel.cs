using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>
/// The heart of training: adds each row's packed gradient to the bins of up to 16 features.
/// <see cref="ReadableKernel"/> says the same plainly; a property test holds the two to the same bits.
/// </summary>
static unsafe class PackedKernel
{
    /// <summary>Slots of a feature in a packed histogram.</summary>
    public const int Slots = 256;

    // Rows ahead whose bins and gradients are asked for: their places are irregular, so the hardware doesn't guess them.
    private const int Ahead = 16;

    /// <summary>Adds rows that lie one after the other.</summary>
    /// <param name="bins">The first row's bins. Shape: rows x stride.</param>
    /// <param name="gradients">The first row's packed gradient.</param>
    /// <param name="packed">Shape: features x <see cref="Slots"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddDense(byte* bins, int stride, int features, long* gradients, int rows, long* packed)
    {
        for (var i = 0; i < rows; i++, bins += stride) AddRow(bins, features, gradients[i], packed);
    }

    /// <summary>Adds the rows that <paramref name="rows"/> lists.</summary>
    /// <param name="bins">Bins of all rows.</param>
    /// <param name="gradients">Packed gradients of all rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddListed(byte* bins, int stride, int features, long* gradients, int* rows, int count, long* packed)
    {
        var i = 0;
        if (Sse.IsSupported)
        {
            for (; i < count - Ahead; i++)
            {
                var ahead = (nint)rows[i + Ahead];
                Sse.Prefetch0(bins + ahead * stride);
                Sse.Prefetch0(gradients + ahead);
                AddRow(bins + (nint)rows[i] * stride, features, gradients[rows[i]], packed);
            }
        }
        for (; i < count; i++) AddRow(bins + (nint)rows[i] * stride, features, gradients[rows[i]], packed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AddRow(byte* row, int features, long gradient, long* packed)
    {
        var f = features;
        for (; f >= 8; f -= 8, row += 8, packed += 8 * Slots)
        {
            Add(packed, 0, row[0], gradient);
            Add(packed, 1, row[1], gradient);
            Add(packed, 2, row[2], gradient);
            Add(packed, 3, row[3], gradient);
            Add(packed, 4, row[4], gradient);
            Add(packed, 5, row[5], gradient);
            Add(packed, 6, row[6], gradient);
            Add(packed, 7, row[7], gradient);
        }
        if (f >= 4)
        {
            Add(packed, 0, row[0], gradient);
            Add(packed, 1, row[1], gradient);
            Add(packed, 2, row[2], gradient);
            Add(packed, 3, row[3], gradient);
            f -= 4;
            row += 4;
            packed += 4 * Slots;
        }
        for (; f > 0; f--, row++, packed += Slots) packed[*row] += gradient;
    }

    // Spelt so that it compiles to one addition with a constant offset in the address.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(long* packed, nint feature, nint bin, long gradient) =>
        *(long*)((byte*)packed + bin * sizeof(long) + feature * Slots * sizeof(long)) += gradient;

    /// <summary>Unpacks one feature's slots into exact sums, replacing or adding to them, and clears the slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spill(PackedLayout layout, long* packed, int bins, bool replace, Histogram to, int start)
    {
        fixed (long* gradients = &to.Gradients[start], hessians = &to.Hessians[start], counts = &to.Counts[start])
        {
            var keep = Vector256.Create(replace ? 0L : -1L);
            var i = 0;
            for (; i <= bins - 4; i += 4)
            {
                var p = Vector256.Load(packed + i);
                Vector256<long>.Zero.Store(packed + i);
                ((Vector256.Load(gradients + i) & keep) + Vector256.ShiftRightArithmetic(p, layout.GradientShift)).Store(gradients + i);
                ((Vector256.Load(counts + i) & keep) + (p & Vector256.Create(layout.CountMask))).Store(counts + i);
                if (layout.HasHessian)
                    ((Vector256.Load(hessians + i) & keep) + ((p >>> layout.CountBits) & Vector256.Create(layout.HessianMask))).Store(hessians + i);
            }
            for (; i < bins; i++)
            {
                var sum = layout.Unpack(packed[i]);
                packed[i] = 0;
                gradients[i] = (replace ? 0 : gradients[i]) + sum.Gradient;
                counts[i] = (replace ? 0 : counts[i]) + sum.Count;
                if (layout.HasHessian) hessians[i] = (replace ? 0 : hessians[i]) + sum.Hessian;
            }
        }
    }
}
