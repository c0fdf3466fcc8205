using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Algorithms.Clustering;

/// <summary>
/// Finds the nearest of many centres for 32 rows at a time in float32, by products: of all centres the one with the highest
/// x c - |c|^2 / 2 is nearest. Where the two best are closer than rounding can tell apart, the exact way decides, so that
/// the answer is always that of <see cref="Centres.Nearest"/>.
/// </summary>
sealed class RowKernel
{
    private const int Rows = 32;
    private const int Group = 4;

    private readonly Centres _centres;
    private readonly int _width;
    private readonly int _groups;
    // Four centres side by side, dimension by dimension: the order in which they are read.
    private readonly float[] _packed;
    private readonly float[] _halves;
    private readonly float _largest;

    public RowKernel(Centres centres)
    {
        _centres = centres;
        _width = centres.Space.Width;
        _groups = (centres.Count + Group - 1) / Group;
        _packed = new float[_groups * _width * Group];
        _halves = new float[_groups * Group];
        Array.Fill(_halves, float.PositiveInfinity);
        for (var k = 0; k < centres.Count; k++)
        {
            var square = 0.0;
            for (var d = 0; d < _width; d++)
            {
                var value = centres[k, d];
                _packed[(k / Group * _width + d) * Group + k % Group] = (float)value;
                square += value * value;
            }
            _halves[k] = (float)(square / 2);
            _largest = Math.Max(_largest, (float)square);
        }
    }

    /// <summary>As many rows as whole vectors take; gives their number.</summary>
    public int Assign(FeatureMatrix rows, int start, Span<int> nearest)
    {
        var whole = nearest.Length / Rows * Rows;
        // Rounding of so many products and sums, of both scores, in units of their largest possible size.
        var doubt = Vector512.Create(2.5f * (_width + 4) / (1 << 24));
        var x = new float[_width * Rows];
        for (var i = 0; i < whole; i += Rows)
        {
            var squares0 = Vector512<float>.Zero;
            var squares1 = Vector512<float>.Zero;
            for (var d = 0; d < _width; d++)
            {
                var column = rows.Columns[d].AsSpan(start + i, Rows);
                column.CopyTo(x.AsSpan(d * Rows, Rows));
                var x0 = Vector512.Create<float>(column);
                var x1 = Vector512.Create<float>(column[16..]);
                squares0 += x0 * x0;
                squares1 += x1 * x1;
            }
            Best(x, out var index0, out var index1, out var gap0, out var gap1);
            index0.CopyTo(nearest[i..]);
            index1.CopyTo(nearest[(i + 16)..]);
            var largest = Vector512.Create(_largest);
            var half = Vector512.Create(0.5f);
            var isClear = Vector512.GreaterThan(gap0, doubt * (squares0 * half + largest)).ExtractMostSignificantBits()
                | Vector512.GreaterThan(gap1, doubt * (squares1 * half + largest)).ExtractMostSignificantBits() << 16;
            if (isClear == 0xFFFF_FFFF) continue;
            for (var r = 0; r < Rows; r++)
                if ((isClear >> r & 1) == 0) _centres.AssignExactly(rows, start + i + r, nearest.Slice(i + r, 1));
        }
        return whole;
    }

    // Every score is summed in the order of the dimensions, a product and then a sum, whatever the width of the processor's vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Best(float[] x, out Vector512<int> index0, out Vector512<int> index1, out Vector512<float> gap0, out Vector512<float> gap1)
    {
        var best0 = Vector512.Create(float.NegativeInfinity);
        var (best1, second0, second1) = (best0, best0, best0);
        index0 = index1 = Vector512<int>.Zero;
        ref var rows = ref MemoryMarshal.GetArrayDataReference(x);
        for (var g = 0; g < _groups; g++)
        {
            ref var centre = ref _packed[g * _width * Group];
            var halves = _halves.AsSpan(g * Group, Group);
            var (a0, b0, c0, e0) = (Vector512.Create(-halves[0]), Vector512.Create(-halves[1]), Vector512.Create(-halves[2]), Vector512.Create(-halves[3]));
            var (a1, b1, c1, e1) = (a0, b0, c0, e0);
            for (var d = 0; d < _width; d++)
            {
                var x0 = Vector512.LoadUnsafe(ref rows, (nuint)(d * Rows));
                var x1 = Vector512.LoadUnsafe(ref rows, (nuint)(d * Rows + 16));
                var c = Vector512.Create(Unsafe.Add(ref centre, d * Group));
                a0 += x0 * c;
                a1 += x1 * c;
                c = Vector512.Create(Unsafe.Add(ref centre, d * Group + 1));
                b0 += x0 * c;
                b1 += x1 * c;
                c = Vector512.Create(Unsafe.Add(ref centre, d * Group + 2));
                c0 += x0 * c;
                c1 += x1 * c;
                c = Vector512.Create(Unsafe.Add(ref centre, d * Group + 3));
                e0 += x0 * c;
                e1 += x1 * c;
            }
            Keep(a0, g * Group, ref best0, ref second0, ref index0);
            Keep(a1, g * Group, ref best1, ref second1, ref index1);
            Keep(b0, g * Group + 1, ref best0, ref second0, ref index0);
            Keep(b1, g * Group + 1, ref best1, ref second1, ref index1);
            Keep(c0, g * Group + 2, ref best0, ref second0, ref index0);
            Keep(c1, g * Group + 2, ref best1, ref second1, ref index1);
            Keep(e0, g * Group + 3, ref best0, ref second0, ref index0);
            Keep(e1, g * Group + 3, ref best1, ref second1, ref index1);
        }
        gap0 = best0 - second0;
        gap1 = best1 - second1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Keep(Vector512<float> score, int index, ref Vector512<float> best, ref Vector512<float> second, ref Vector512<int> nearest)
    {
        var isBetter = Vector512.GreaterThan(score, best);
        second = Vector512.MaxNative(second, Vector512.MinNative(score, best));
        nearest = Vector512.ConditionalSelect(isBetter.AsInt32(), Vector512.Create(index), nearest);
        best = Vector512.MaxNative(score, best);
    }
}
