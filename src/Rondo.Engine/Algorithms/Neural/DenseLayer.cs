using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>A fully connected layer: where its weights (inputs x width) and biases (width) lie among all of the network's.</summary>
sealed record DenseLayer(int Inputs, int Outputs, int Start)
{
    /// <summary>Outputs in whole vectors of eight. What is past the outputs is and stays 0.</summary>
    public int Width { get; } = Padded(Outputs);

    public int BiasStart => Start + Inputs * Width;

    public int End => BiasStart + Width;

    public static int Padded(int width) => (width + 7) & ~7;

    public Span<float> Biases(float[] all) => all.AsSpan(BiasStart, Width);

    public Value Lower(Value inputs, float[] all)
    {
        var biases = Value.Of([.. Biases(all)[..Outputs].ToArray().Select(b => (double)b)]);
        var weights = Enumerable.Range(0, Inputs).SelectMany(i => Enumerable.Range(0, Outputs).Select(o => (double)all[Start + i * Width + o]));
        return inputs.Dense(biases, [.. weights], isSingle: true);
    }

    /// <summary>The weights from one input on. Shape: inputs x width.</summary>
    public MatrixView Weights(float[] all, int from = 0) => new(all.AsSpan(Start + from * Width, (Inputs - from) * Width), Inputs - from, Width);
}
