using System.Collections.Immutable;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Foreign;

/// <summary>How an output says what a row gets.</summary>
public enum OnnxReading
{
    /// <summary>The number predicted.</summary>
    Number,
    /// <summary>A probability for each class.</summary>
    Probabilities,
    /// <summary>The probability of the second of two classes.</summary>
    Positive,
    /// <summary>The class, without probabilities: the one said gets 1.</summary>
    Labels,
    /// <summary>A score for each class, whose softmax is the probability.</summary>
    Logits,
    /// <summary>A score whose sigmoid is the probability of the second of two classes.</summary>
    Logit,
    /// <summary>A map from class to probability.</summary>
    Maps,
}

/// <summary>An input that takes the next columns of a table.</summary>
/// <param name="IsVector">Whether its shape is [rows] instead of [rows, columns].</param>
public sealed record OnnxInput(string Name, OnnxElement Element, int Width, bool IsVector);

/// <summary>How the columns of a table become an ONNX model's inputs, and its output a prediction.</summary>
public sealed record OnnxLayout(ImmutableArray<OnnxInput> Inputs, string Output, OnnxReading Reading, ImmutableArray<string> Classes)
{
    /// <summary>Whether the model takes a row at a time, no more.</summary>
    public bool IsRowByRow { get; init; }

    public int Width => Inputs.Sum(i => i.Width);

    public int Outputs => Reading == OnnxReading.Number ? 1 : Classes.Length;

    internal void Write(PipelineWriter writer)
    {
        writer.Int(Inputs.Length);
        foreach (var input in Inputs)
        {
            writer.Text(input.Name);
            writer.Int((int)input.Element);
            writer.Int(input.Width);
            writer.Bool(input.IsVector);
        }
        writer.Text(Output);
        writer.Int((int)Reading);
        writer.Texts(Classes);
        writer.Bool(IsRowByRow);
    }

    internal static OnnxLayout Read(PipelineReader reader)
    {
        var inputs = new OnnxInput[reader.Length(13)];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = new OnnxInput(reader.Text(), (OnnxElement)reader.Int(), reader.Int(), reader.Bool());
        var layout = new OnnxLayout([.. inputs], reader.Text(), (OnnxReading)reader.Int(), [.. reader.Texts()]) { IsRowByRow = reader.Bool() };
        if (!Enum.IsDefined(layout.Reading) || inputs.Any(i => !Enum.IsDefined(i.Element) || i.Width is < 1 or > 1 << 20)) throw PipelineReader.Damaged("the inputs of its ONNX model are not as they can be");
        return layout;
    }
}
