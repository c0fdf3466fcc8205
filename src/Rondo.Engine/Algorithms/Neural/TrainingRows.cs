using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>Rows as training wants them: the features of a row side by side, targets as the loss takes them, weights of mean 1.</summary>
sealed class TrainingRows
{
    private const int RowBlock = 4096;

    private readonly float[][] _blocks;
    private readonly int _width;

    public TrainingRows(FeatureMatrix features, float[] targets, double[] weights, FitContext context)
    {
        (_width, Targets) = (features.Columns.Length, targets);
        var mean = Reductions.Mean(weights);
        Weights = [.. weights.Select(w => (float)(w / mean))];
        // Blocks of their own, for all of them together may be more than an array can hold.
        _blocks = new float[WorkBlocks.Count(features.Rows, RowBlock)][];
        WorkBlocks.Run(features.Rows, RowBlock, context.Threads, (block, start, end) =>
        {
            var rows = _blocks[block] = new float[(end - start) * _width];
            for (var j = 0; j < _width; j++)
                for (var i = start; i < end; i++) rows[(i - start) * _width + j] = features.Columns[j][i];
        }, context.Cancellation);
    }

    public int Count => Targets.Length;

    public float[] Targets { get; }

    public float[] Weights { get; }

    public ReadOnlySpan<float> Row(int row) => _blocks[row / RowBlock].AsSpan(row % RowBlock * _width, _width);
}
