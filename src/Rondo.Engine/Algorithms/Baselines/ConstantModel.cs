using System.Collections.Immutable;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Baselines;

/// <summary>Says the same of every row.</summary>
[Fitted("constant")]
public sealed class ConstantModel : IModel, IReadable<ConstantModel>
{
    internal ConstantModel(int inputs, ImmutableArray<double> output)
    {
        Inputs = inputs;
        Output = output;
    }

    public int Inputs { get; }

    public int Outputs => Output.Length;

    public ImmutableArray<double> Output { get; }

    public void Predict(ReadOnlySpan<float> row, Span<double> output) => Output.CopyTo(output);

    public void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        for (var i = 0; i < rows.Rows; i++) Output.CopyTo(output[(i * Outputs)..]);
    }

    public Value Lower(IReadOnlyList<Value> features) => Value.Of(Output.AsSpan());

    public void Write(PipelineWriter writer)
    {
        writer.Int(Inputs);
        writer.Doubles(Output.AsSpan());
    }

    public static ConstantModel Read(PipelineReader reader, int version)
    {
        var (inputs, output) = (reader.Int(), reader.Doubles());
        if (inputs < 0 || output.Length == 0 || output.Any(v => !double.IsFinite(v))) throw PipelineReader.Damaged("a constant is not a number");
        return new ConstantModel(inputs, [.. output]);
    }
}
