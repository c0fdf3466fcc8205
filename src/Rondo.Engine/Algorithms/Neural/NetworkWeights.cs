using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>All that a network learns, or something of the same shape: a gradient's mean, a step.</summary>
/// <param name="Dense">Layer by layer, weights and then biases.</param>
/// <param name="Tables">For each categorical feature: cardinality x dimension.</param>
sealed record NetworkWeights(float[] Dense, float[][] Tables)
{
    public static NetworkWeights Zeros(NetworkShape shape) =>
        new(new float[shape.DenseWeights], [.. shape.Tables.Select(t => new float[(long)t.Cardinality * t.Dimension])]);

    /// <summary>
    /// PyTorch's start for layers: uniform within 1 / sqrt(inputs), weights and biases (Kaiming uniform, He et al. 2015, with a = sqrt 5).
    /// Embeddings start uniform with the variance that one standardised number would have over all their coordinates.
    /// </summary>
    public static NetworkWeights Random(NetworkShape shape, CounterRandom random)
    {
        var weights = Zeros(shape);
        for (var l = 0; l < shape.Layers.Length; l++)
        {
            var (layer, stream) = (shape.Layers[l], random.Child((ulong)l));
            var reach = 1 / Math.Sqrt(Math.Max(1, layer.Inputs));
            for (var i = 0; i <= layer.Inputs; i++)
                for (var j = 0; j < layer.Outputs; j++)
                    weights.Dense[layer.Start + i * layer.Width + j] = Symmetric(stream, (ulong)i * (ulong)layer.Outputs + (ulong)j, reach);
        }
        for (var t = 0; t < shape.Tables.Length; t++)
        {
            var (table, stream) = (weights.Tables[t], random.Child((ulong)t + 1_000_000));
            var reach = Math.Sqrt(3.0 / shape.Tables[t].Dimension);
            for (var i = 0; i < table.Length; i++) table[i] = Symmetric(stream, (ulong)i, reach);
        }
        return weights;
    }

    public void CopyTo(NetworkWeights other)
    {
        Dense.CopyTo(other.Dense, 0);
        for (var t = 0; t < Tables.Length; t++) Tables[t].CopyTo(other.Tables[t], 0);
    }

    public NetworkWeights Copy() => new([.. Dense], [.. Tables.Select(t => t.ToArray())]);

    public bool IsFinite() => Dense.All(float.IsFinite) && Tables.All(t => t.All(float.IsFinite));

    public void Write(PipelineWriter writer)
    {
        writer.Floats(Dense);
        foreach (var table in Tables) writer.Floats(table);
    }

    public static NetworkWeights Read(PipelineReader reader, NetworkShape shape)
    {
        var dense = reader.Floats();
        if (dense.Length != shape.DenseWeights) throw PipelineReader.Damaged("a network's weights differ in number from its shape");
        var tables = new float[shape.Tables.Length][];
        for (var t = 0; t < tables.Length; t++)
        {
            tables[t] = reader.Floats();
            if (tables[t].LongLength != (long)shape.Tables[t].Cardinality * shape.Tables[t].Dimension)
                throw PipelineReader.Damaged($"the embedding of '{shape.Features[shape.Tables[t].Feature].Name}' differs in length from its shape");
        }
        var weights = new NetworkWeights(dense, tables);
        return weights.IsFinite() ? weights : throw PipelineReader.Damaged("a network's weight is not a number");
    }

    static float Symmetric(CounterRandom random, ulong counter, double reach) => (float)((2 * random.Uniform(counter) - 1) * reach);
}
