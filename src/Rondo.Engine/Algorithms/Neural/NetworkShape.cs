using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>What is connected to what. The first layer's inputs are the numbers in order, then the vectors of the categories.</summary>
sealed class NetworkShape
{
    private readonly int[] _hidden;
    private readonly int[] _numbers;

    public NetworkShape(IEnumerable<Feature> features, int[] hidden, int scores, int embedding)
        : this([.. features], hidden, scores, f => EmbeddingTable.DimensionFor(f.Cardinality, embedding))
    {
    }

    NetworkShape(Feature[] features, int[] hidden, int scores, Func<Feature, int> dimensionOf)
    {
        (Features, _hidden) = (features, hidden);
        _numbers = [.. Enumerable.Range(0, features.Length).Where(j => !features[j].IsCategorical)];
        var tables = new List<EmbeddingTable>();
        var inputs = _numbers.Length;
        for (var j = 0; j < features.Length; j++)
        {
            if (!features[j].IsCategorical) continue;
            tables.Add(new EmbeddingTable(j, features[j].Cardinality, dimensionOf(features[j]), inputs));
            inputs = checked(inputs + tables[^1].Dimension);
        }
        Tables = [.. tables];
        var layers = new List<DenseLayer>();
        foreach (var width in (int[])[.. hidden, scores])
        {
            layers.Add(new DenseLayer(inputs, width, layers.Count == 0 ? 0 : layers[^1].End));
            inputs = width;
        }
        Layers = [.. layers];
        WidestLayer = layers.Max(l => l.Width);
    }

    public Feature[] Features { get; }

    public EmbeddingTable[] Tables { get; }

    public DenseLayer[] Layers { get; }

    public int Inputs => Layers[0].Inputs;

    /// <summary>Inputs that are numbers; those after them are learned.</summary>
    public int Numbers => _numbers.Length;

    public int Scores => Layers[^1].Outputs;

    /// <summary>Weights and biases of all layers.</summary>
    public int DenseWeights => Layers[^1].End;

    public int WidestLayer { get; }

    public bool Equals(NetworkShape other) =>
        Features.AsSpan().SequenceEqual(other.Features) && _hidden.AsSpan().SequenceEqual(other._hidden)
        && Tables.AsSpan().SequenceEqual(other.Tables) && Scores == other.Scores;

    /// <summary>Puts one row together. Shapes: features, inputs.</summary>
    public void Fill(ReadOnlySpan<float> row, NetworkWeights weights, Span<float> inputs)
    {
        if (Tables.Length == 0)
        {
            row.CopyTo(inputs);
            return;
        }
        for (var j = 0; j < _numbers.Length; j++) inputs[j] = row[_numbers[j]];
        for (var t = 0; t < Tables.Length; t++)
        {
            var table = Tables[t];
            var vector = inputs.Slice(table.Column, table.Dimension);
            var start = table.StartOf(row[table.Feature]);
            if (start < 0) vector.Clear();
            else weights.Tables[t].AsSpan(start, table.Dimension).CopyTo(vector);
        }
    }

    /// <summary>The first layer's inputs on a graph of operations.</summary>
    public Value Lower(IReadOnlyList<Value> features, NetworkWeights weights)
    {
        var vectors = Tables.Select((table, t) => features[table.Feature].Gather([.. weights.Tables[t].Select(w => (double)w), .. new double[table.Dimension]], table.Cardinality + 1));
        return Value.Pack([.. _numbers.Select(j => features[j]), .. vectors]);
    }

    public void Write(PipelineWriter writer)
    {
        writer.Texts([.. Features.Select(f => f.Name)]);
        writer.Ints([.. Features.Select(f => f.Cardinality)]);
        writer.Ints([.. Tables.Select(t => t.Dimension)]);
        writer.Ints(_hidden);
        writer.Int(Scores);
    }

    public static NetworkShape Read(PipelineReader reader)
    {
        var (names, cardinalities, dimensions, hidden, scores) = (reader.Texts(), reader.Ints(), reader.Ints(), reader.Ints(), reader.Int());
        if (names.Length != cardinalities.Length || cardinalities.Any(c => c < 0) || cardinalities.Count(c => c > 0) != dimensions.Length)
            throw PipelineReader.Damaged("a network's features contradict each other");
        // Far above what a fit makes, and far below where sizes would overflow.
        const int Most = 1 << 24;
        if (scores is < 1 or > Most || hidden.Any(w => w is < 1 or > Most) || dimensions.Any(d => d is < 1 or > Most))
            throw PipelineReader.Damaged("a network's widths are not possible");
        long inputs = cardinalities.Count(c => c == 0) + dimensions.Sum(d => (long)d), weights = 0;
        foreach (var width in (int[])[.. hidden, scores])
        {
            weights += (inputs + 1) * DenseLayer.Padded(width);
            inputs = width;
            if (weights > int.MaxValue) throw PipelineReader.Damaged("a network has too many weights");
        }
        var next = 0;
        return new NetworkShape([.. names.Zip(cardinalities, (n, c) => new Feature(n, c))], hidden, scores, _ => dimensions[next++]);
    }
}
