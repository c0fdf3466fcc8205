using System.Buffers;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>The rows that early stopping looks at.</summary>
sealed class ValidationRows(NetworkShape shape, NetworkTask task, TrainingSet data, double[] weights, FitContext context)
{
    private const int Chunk = 256;

    private readonly TrainingRows _rows = new(data.Features, task.Targets(data.Target), weights, context);

    /// <summary>The mean loss.</summary>
    public double Loss(NetworkWeights network, Activation activation)
    {
        var losses = new double[WorkBlocks.Count(_rows.Count, Chunk)];
        WorkBlocks.Run(_rows.Count, Chunk, context.Threads, (block, start, end) => losses[block] = Loss(network, activation, start, end), context.Cancellation);
        return Reductions.Sum(losses) / _rows.Count;
    }

    double Loss(NetworkWeights network, Activation activation, int start, int end)
    {
        var count = end - start;
        var buffer = ArrayPool<float>.Shared.Rent(ForwardPass.BufferLength(shape, count));
        var inputs = ForwardPass.Inputs(shape, buffer, count);
        for (var i = 0; i < count; i++) shape.Fill(_rows.Row(start + i), network, inputs.Slice(i * shape.Inputs, shape.Inputs));
        var scores = ForwardPass.Scores(shape, network, activation, buffer, count);
        var (width, loss) = (scores.Length / count, 0.0);
        for (var i = 0; i < count; i++) loss += _rows.Weights[start + i] * task.Loss(scores.Slice(i * width, width), _rows.Targets[start + i]);
        ArrayPool<float>.Shared.Return(buffer);
        return loss;
    }
}
