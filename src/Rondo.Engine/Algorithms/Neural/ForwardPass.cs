using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>From inputs to scores, for predictions: nothing is kept for a backward pass.</summary>
static class ForwardPass
{
    /// <summary>Floats that a pass over so many rows works in.</summary>
    public static int BufferLength(NetworkShape shape, int rows) => rows * (shape.Inputs + 2 * shape.WidestLayer);

    /// <summary>Where the inputs of the rows belong. Shape: rows x inputs.</summary>
    public static Span<float> Inputs(NetworkShape shape, Span<float> buffer, int rows) => buffer[..(rows * shape.Inputs)];

    /// <summary>The scores of the rows whose inputs were filled in. Shape: rows x width of the last layer.</summary>
    public static Span<float> Scores(NetworkShape shape, NetworkWeights weights, Activation activation, Span<float> buffer, int rows)
    {
        var from = new MatrixView(Inputs(shape, buffer, rows), rows, shape.Inputs);
        var half = rows * shape.WidestLayer;
        var here = buffer.Slice(rows * shape.Inputs, half);
        var there = buffer.Slice(rows * shape.Inputs + half, half);
        foreach (var layer in shape.Layers)
        {
            var sums = here[..(rows * layer.Width)];
            var biases = layer.Biases(weights.Dense);
            for (var i = 0; i < rows; i++) biases.CopyTo(sums.Slice(i * layer.Width, layer.Width));
            MatrixProduct.Add(from, layer.Weights(weights.Dense), new MatrixView(sums, rows, layer.Width));
            if (ReferenceEquals(layer, shape.Layers[^1])) return sums;
            activation.Apply(sums);
            // Only real outputs go on: the padding of a layer is no input of the next.
            from = new MatrixView(sums, rows, layer.Outputs, layer.Width);
            var spare = here;
            here = there;
            there = spare;
        }
        throw new InvalidOperationException("A network has at least one layer.");
    }
}
