using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Baselines;

/// <summary>A table from one feature's bins to predictions.</summary>
[Fitted("one_rule")]
public sealed class OneRuleModel : IModel, IReadable<OneRuleModel>
{
    private readonly int _cardinality;
    private readonly float[] _edges;
    private readonly double[] _table;

    internal OneRuleModel(int inputs, int feature, string featureName, int cardinality, float[] edges, double[] table, int outputs)
    {
        Inputs = inputs;
        Feature = feature;
        FeatureName = featureName;
        Outputs = outputs;
        _cardinality = cardinality;
        _edges = edges;
        _table = table;
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>The index of the feature that the rule is about.</summary>
    public int Feature { get; }

    public string FeatureName { get; }

    public void Predict(ReadOnlySpan<float> row, Span<double> output) => Look(row[Feature], output);

    public void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        var column = rows.Columns[Feature];
        for (var i = 0; i < column.Length; i++) Look(column[i], output[(i * Outputs)..]);
    }

    public Value Lower(IReadOnlyList<Value> features)
    {
        var (value, bins) = (features[Feature], _table.Length / Outputs);
        return (_cardinality > 0 ? value : value.CountBelow(_edges.Select(e => (double)e)).UnlessMissing(value)).Gather(_table, bins);
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int(Inputs);
        writer.Int(Outputs);
        writer.Int(Feature);
        writer.Text(FeatureName);
        writer.Int(_cardinality);
        writer.Floats(_edges);
        writer.Doubles(_table);
    }

    public static OneRuleModel Read(PipelineReader reader, int version)
    {
        var (inputs, outputs, feature, name, cardinality) = (reader.Int(), reader.Int(), reader.Int(), reader.Text(), reader.Int());
        var (edges, table) = (reader.Floats(), reader.Doubles());
        var bins = cardinality > 0 ? cardinality : edges.Length + 1L;
        if (feature < 0 || feature >= inputs || outputs < 1 || cardinality < 0 || table.LongLength != (bins + 1) * outputs || table.Any(v => !double.IsFinite(v)))
            throw PipelineReader.Damaged("a rule's sizes contradict each other");
        return new OneRuleModel(inputs, feature, name, cardinality, edges, table, outputs);
    }

    /// <summary>The bin of a value; the last one for missing values and unknown categories.</summary>
    internal static int BinOf(float value, float[] edges, int cardinality)
    {
        if (cardinality > 0) return value >= 0 && value < cardinality ? (int)value : cardinality;
        if (float.IsNaN(value)) return edges.Length + 1;
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (value > edges[middle]) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    void Look(float value, Span<double> output) =>
        _table.AsSpan(BinOf(value, _edges, _cardinality) * Outputs, Outputs).CopyTo(output);
}
