using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Algorithms.Boosting;

public sealed class PackedKernelTests
{
    [Fact]
    public void The_fast_kernel_agrees_with_the_readable_one_bit_for_bit()
    {
        for (var seed = 0UL; seed < 60; seed++)
        {
            var random = new CounterRandom(seed, "kernel");
            var (rows, features) = (1 + random.Below(0, 12_000), 1 + random.Below(1, 40));
            var matrix = Binned(rows, features, bins: 1 + random.Below(2, 255), seed);
            foreach (var layout in new[] { PackedLayout.Varying(rows), PackedLayout.Constant(rows) })
            {
                var gradients = new long[rows];
                for (var i = 0; i < rows; i++)
                    gradients[i] = layout.Pack(random.Below(3 + 2 * (ulong)i, layout.MaxGradient) - layout.MaxGradient / 2, random.Below(4 + 2 * (ulong)i, layout.MaxHessian + 1));
                foreach (var share in new[] { 1, 0.3 })
                {
                    int[] taken = [.. Enumerable.Range(0, rows).Where(i => random.Uniform((ulong)i) < share)];
                    Same(ReadableKernel.Build(matrix, layout, gradients, taken), Fast(matrix, layout, gradients, taken, threads: 1 + (int)seed % 3));
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(70_000)]
    [InlineData(200_000)]
    public void The_largest_levels_of_all_rows_in_one_bin_do_not_overflow(int rows)
    {
        var matrix = Binned(rows, 3, bins: 1, seed: 1);
        foreach (var layout in new[] { PackedLayout.Varying(rows), PackedLayout.Constant(rows) })
        {
            foreach (var sign in new[] { 1, -1 })
            {
                var gradients = new long[rows];
                Array.Fill(gradients, layout.Pack(sign * layout.MaxGradient, layout.MaxHessian));
                var sums = Fast(matrix, layout, gradients, [.. Enumerable.Range(0, rows)], threads: 2);
                var hessian = layout.HasHessian ? (long)layout.MaxHessian * rows : rows;
                Assert.Equal(new GradientSum((long)sign * layout.MaxGradient * rows, hessian, rows), sums[0]);
            }
        }
    }

    [Fact]
    public void Every_layout_keeps_within_its_fields()
    {
        for (var rows = 1; rows < 1 << 20; rows = rows * 3 / 2 + 1)
        {
            foreach (var layout in new[] { PackedLayout.Varying(rows), PackedLayout.Constant(rows) })
            {
                // All rows of a block at the bound: the sum of the three fields, as one exact number, must be what 64 bits hold.
                var block = (Int128)layout.BlockRows;
                Assert.True(block * layout.MaxHessian <= layout.HessianMask);
                Assert.True(block <= layout.CountMask);
                var lower = (block * layout.MaxHessian << (layout.HasHessian ? layout.CountBits : 0)) + block;
                Assert.True((block * layout.MaxGradient << layout.GradientShift) + lower <= long.MaxValue);
                Assert.True(-(block * layout.MaxGradient << layout.GradientShift) >= long.MinValue);
                Assert.True(layout.GradientBits >= 15);
            }
        }
    }

    [Fact]
    public void Packing_and_unpacking_give_the_same_numbers()
    {
        var layout = PackedLayout.Varying(100_000);
        foreach (var gradient in new[] { -layout.MaxGradient, -1, 0, 1, layout.MaxGradient })
            foreach (var hessian in new[] { 0, 1, layout.MaxHessian })
                Assert.Equal(new GradientSum(gradient, hessian, 1), layout.Unpack(layout.Pack(gradient, hessian)));
    }

    static BinnedMatrix Binned(int rows, int features, int bins, ulong seed)
    {
        var columns = Sets.Columns(rows, features, seed);
        foreach (var column in columns)
            for (var i = 0; i < rows; i++) column[i] = bins == 1 ? 1 : column[i] < 0.1 ? float.NaN : MathF.Floor(column[i] * bins);
        return BinnedMatrix.Create(Sets.Matrix(columns), 255, null, new FitContext { Threads = 2 });
    }

    static Histogram Fast(BinnedMatrix matrix, PackedLayout layout, long[] gradients, int[] rows, int threads)
    {
        var histogram = new Histogram(matrix.Offsets[^1], layout.HasHessian);
        // What a pooled histogram held before must not matter.
        Array.Fill(histogram.Gradients, 77);
        Array.Fill(histogram.Counts, 77);
        Array.Fill(histogram.Hessians, 77);
        new HistogramBuilder(matrix, layout, threads, default).Build(gradients, rows, histogram);
        return histogram;
    }

    static void Same(Histogram expected, Histogram actual)
    {
        Assert.Equal(expected.Gradients, actual.Gradients);
        Assert.Equal(expected.Hessians, actual.Hessians);
        Assert.Equal(expected.Counts, actual.Counts);
    }
}
