using FsCheck.Fluent;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Numerics;

public sealed class MatrixProductTests
{
    [Fact]
    public void The_fast_product_has_the_bits_of_the_definition() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            var random = new CounterRandom((ulong)seed, "matrix_product");
            var (rows, inner, columns) = (random.Below(0, 12), random.Below(1, 40), random.Below(2, 80));
            var (gapA, gapB, gapC) = (random.Below(3, 4), random.Below(4, 4), random.Below(5, 4));
            var isTransposed = random.Below(6, 2) == 1;
            var (a, b) = (Values(random.Child(1), (rows + gapA) * (inner + gapA)), Values(random.Child(2), inner * (columns + gapB)));
            float[] fast = Values(random.Child(3), rows * (columns + gapC)), slow = [.. fast];

            MatrixProduct.Add(Left(a), new MatrixView(b, inner, columns, columns + gapB), new MatrixView(fast, rows, columns, columns + gapC));
            MatrixProduct.AddByDefinition(Left(a), new MatrixView(b, inner, columns, columns + gapB), new MatrixView(slow, rows, columns, columns + gapC));

            return fast.Select(BitConverter.SingleToInt32Bits).SequenceEqual(slow.Select(BitConverter.SingleToInt32Bits));

            MatrixView Left(float[] values) => isTransposed ? new MatrixView(values, inner, rows, rows + gapA).Transposed : new MatrixView(values, rows, inner, inner + gapA);
        }).CheckSeeded();

    [Fact]
    public void Matrices_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new MatrixView(new float[5], 2, 3));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Add(new MatrixView(new float[6], 2, 3), new MatrixView(new float[4], 2, 2), new MatrixView(new float[4], 2, 2)));
        Assert.Throws<ArgumentException>(() => MatrixProduct.Add(new MatrixView(new float[4], 2, 2), new MatrixView(new float[4], 2, 2).Transposed, new MatrixView(new float[4], 2, 2)));
    }

    static float[] Values(CounterRandom random, int count) => [.. Enumerable.Range(0, count).Select(i => (float)(2 * random.Uniform((ulong)i) - 1))];
}
