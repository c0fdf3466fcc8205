namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>What <see cref="HistogramBuilder"/> computes, said plainly and slowly: the tests compare the two bit for bit.</summary>
static class ReadableKernel
{
    public static Histogram Build(BinnedMatrix matrix, PackedLayout layout, long[] gradients, ReadOnlySpan<int> rows)
    {
        var histogram = new Histogram(matrix.Offsets[^1], layout.HasHessian);
        foreach (var row in rows)
        {
            var sum = layout.Unpack(gradients[row]);
            for (var j = 0; j < matrix.Features.Length; j++)
            {
                var bin = matrix.Offsets[j] + matrix.Columns[j][row];
                histogram.Gradients[bin] += sum.Gradient;
                histogram.Counts[bin] += sum.Count;
                if (layout.HasHessian) histogram.Hessians[bin] += sum.Hessian;
            }
        }
        return histogram;
    }
}
