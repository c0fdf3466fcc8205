namespace Rondo.Engine.Algorithms.Linear;

/// <summary>Coordinates by the products of all pairs of columns: a step costs as many operations as there are columns, whatever the rows.</summary>
sealed class ProductCoordinates : ICoordinates
{
    private readonly int[] _indexOfSlot;
    private readonly double[] _products;
    private readonly double[] _gradient;

    public ProductCoordinates(LinearDesign design, double[] residuals)
    {
        var gram = new Gram(design, withCategories: true);
        (_products, _gradient, _indexOfSlot) = (gram.Matrix, new double[gram.Size], new int[design.Slots]);
        for (var i = 0; i < gram.Size; i++)
            for (var j = 0; j < i; j++) _products[j * gram.Size + i] = _products[i * gram.Size + j];
        var sums = new double[design.Slots];
        new BlockSums(design.Rows, design.Slots, design.Threads, design.Cancellation).Sum(sums, (start, end, own) =>
        {
            Span<double> buffer = stackalloc double[LinearDesign.Chunk];
            for (var chunk = start; chunk < end; chunk += LinearDesign.Chunk)
            {
                var weighted = buffer[..Math.Min(LinearDesign.Chunk, end - chunk)];
                for (var i = 0; i < weighted.Length; i++) weighted[i] = design.Weights[chunk + i] * residuals[chunk + i];
                design.AddProducts(weighted, chunk, own);
            }
        });
        design.FinishProducts(sums);
        for (var i = 0; i < gram.Size; i++)
        {
            _indexOfSlot[gram.Slots[i]] = i;
            _gradient[i] = sums[gram.Slots[i]];
        }
    }

    public double Square(int slot) => Row(slot)[_indexOfSlot[slot]];

    public double Gradient(int slot) => _gradient[_indexOfSlot[slot]];

    public void Move(int slot, double step) => MixedVectors.AddScaled(-step, Row(slot), _gradient);

    ReadOnlySpan<double> Row(int slot) => _products.AsSpan(_indexOfSlot[slot] * _gradient.Length, _gradient.Length);
}
