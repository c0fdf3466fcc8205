using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>Forward and back again over one block of a batch's rows, with its own buffers and its own sum of gradients.</summary>
sealed class BackwardPass
{
    private readonly NetworkShape _shape;
    private readonly float[] _inputs;
    private readonly float[][] _slopes;
    private readonly float[][] _activations;

    public BackwardPass(NetworkShape shape, int rows)
    {
        _shape = shape;
        _inputs = new float[rows * shape.Inputs];
        _slopes = [.. shape.Layers.Select(l => new float[rows * l.Width])];
        _activations = [.. shape.Layers.Select(l => new float[rows * l.Width])];
        Gradient = new float[shape.DenseWeights];
        LearnedWidth = DenseLayer.Padded(shape.Inputs - shape.Numbers);
        InputGradient = new float[rows * LearnedWidth];
    }

    /// <summary>Of all layers' weights and biases, summed over the block's rows.</summary>
    public float[] Gradient { get; }

    /// <summary>Of the inputs that are learned. Shape: rows x LearnedWidth.</summary>
    public float[] InputGradient { get; }

    public int LearnedWidth { get; }

    /// <param name="transposed">Each layer's weights with inputs and outputs exchanged; of the first layer those of learned inputs.</param>
    /// <param name="factor">Of every row's loss, besides its weight.</param>
    /// <returns>The sum of the rows' weighted losses.</returns>
    public double Run(TrainingRows data, ReadOnlySpan<int> rows, NetworkWeights weights, float[][] transposed, NetworkTask task, Activation activation, Dropout dropout, float factor)
    {
        for (var i = 0; i < rows.Length; i++) _shape.Fill(data.Row(rows[i]), weights, _inputs.AsSpan(i * _shape.Inputs, _shape.Inputs));
        Forward(rows.Length, weights, activation, dropout);
        var loss = 0.0;
        var (scores, width) = (_slopes[^1], _shape.Layers[^1].Width);
        for (var i = 0; i < rows.Length; i++)
        {
            var own = scores.AsSpan(i * width, width);
            var (target, weight) = (data.Targets[rows[i]], data.Weights[rows[i]]);
            loss += weight * task.Loss(own, target);
            task.Gradient(own, target, factor * weight);
        }
        Array.Clear(Gradient);
        for (var l = _shape.Layers.Length - 1; l >= 0; l--) Back(l, rows.Length, transposed[l]);
        return loss;
    }

    void Forward(int rows, NetworkWeights weights, Activation activation, Dropout dropout)
    {
        for (var l = 0; l < _shape.Layers.Length; l++)
        {
            var layer = _shape.Layers[l];
            var sums = _slopes[l].AsSpan(0, rows * layer.Width);
            var biases = layer.Biases(weights.Dense);
            for (var i = 0; i < rows; i++) biases.CopyTo(sums.Slice(i * layer.Width, layer.Width));
            MatrixProduct.Add(InputsOf(l, rows), layer.Weights(weights.Dense), new MatrixView(sums, rows, layer.Width));
            if (l == _shape.Layers.Length - 1) return;
            var activations = _activations[l].AsSpan(0, sums.Length);
            activation.Apply(sums, activations);
            dropout.Apply(l, layer.Width, activations, sums);
        }
    }

    /// <summary>From the gradient of a layer's sums to that of its weights and of the sums before it.</summary>
    void Back(int l, int rows, float[] transposed)
    {
        var layer = _shape.Layers[l];
        var deltas = _slopes[l].AsSpan(0, rows * layer.Width);
        MatrixProduct.Add(InputsOf(l, rows).Transposed, new MatrixView(deltas, rows, layer.Width), layer.Weights(Gradient));
        for (var i = 0; i < rows; i++) FloatVectors.Add(deltas.Slice(i * layer.Width, layer.Width), layer.Biases(Gradient));
        if (l == 0 && LearnedWidth == 0) return;
        var width = l == 0 ? LearnedWidth : _shape.Layers[l - 1].Width;
        // The activations have done their work: their place takes their gradient.
        var before = (l == 0 ? InputGradient : _activations[l - 1]).AsSpan(0, rows * width);
        before.Clear();
        MatrixProduct.Add(new MatrixView(deltas, rows, layer.Outputs, layer.Width), new MatrixView(transposed, layer.Outputs, width), new MatrixView(before, rows, width));
        // By the chain rule slopes turn into the gradient of the sums that they belong to.
        if (l > 0) FloatVectors.Multiply(_slopes[l - 1].AsSpan(0, before.Length), before);
    }

    MatrixView InputsOf(int l, int rows) => l == 0
        ? new MatrixView(_inputs.AsSpan(0, rows * _shape.Inputs), rows, _shape.Inputs)
        : new MatrixView(_activations[l - 1].AsSpan(0, rows * _shape.Layers[l - 1].Width), rows, _shape.Layers[l - 1].Outputs, _shape.Layers[l - 1].Width);
}
