using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;

namespace Rondo.Engine.Export.Onnx;

/// <summary>
/// A pipeline as an ONNX file of opset 17 and ai.onnx.ml 3 (IR 8): an input of shape rows x 1 for each raw column, float64 or text. NaN is a
/// missing number; ONNX has no missing text, so an empty one stands for it.
/// </summary>
public static class OnnxFile
{
    private static readonly string[] s_outputs = ["prediction", "label", "probabilities"];

    /// <exception cref="Errors.RondoException">An operation that opset 17 does not have.</exception>
    public static byte[] Of(ExportGraph graph, string name)
    {
        var clash = graph.Inputs.FirstOrDefault(f => s_outputs.Contains(f.Name));
        if (clash is not null) throw CannotExport.Because(clash.Name, "ONNX wants different names for inputs and outputs, and an output has this one");
        var file = new OnnxGraph(graph.Inputs.Select(f => f.Name).Concat(s_outputs));
        foreach (var field in graph.Inputs) file.Input(field);
        var nodes = new OnnxNodes(file, graph);
        if (graph.Task == TaskKind.Regression) file.Output("prediction", nodes.OfRows(graph.Outputs), OnnxType.Double, 1);
        else
        {
            var index = file.Cast(nodes.OfRows(graph.Class!), OnnxType.Int64);
            var label = file.AddMl("LabelEncoder", index, OnnxGraph.Attribute("keys_int64s", Enumerable.Range(0, graph.Classes.Length).Select(k => (long)k)),
                OnnxGraph.Attribute("values_strings", graph.Classes.AsEnumerable()), OnnxGraph.Attribute("default_string", ""));
            file.Output("label", file.Add("Reshape", [label, file.Ints(-1)]), OnnxType.Text, 0);
            if (graph.Task.HasClasses) file.Output("probabilities", nodes.OfRows(graph.Outputs), OnnxType.Double, graph.Classes.Length);
        }
        return file.ToFile(name, "A model by Rondo. Each input is a column of shape rows x 1: NaN is a missing number, an empty text a missing text; dates are days, times microseconds since 1970-01-01.",
            Properties(graph.Inputs, graph.Classes));
    }

    /// <summary>Why opset 17 does not have an operation; null when it does.</summary>
    internal static string? ProblemWith(Operation operation) => operation switch
    {
        MeasureOperation => "opset 17 cannot look into a text",
        HashOperation => "opset 17 has no hash of a text",
        BinaryOperation { Function: BinaryFunction.CompareTexts } => "opset 17 cannot compare the texts of two columns",
        _ => null,
    };

    static IEnumerable<(string, string)> Properties(ImmutableArray<Field> inputs, ImmutableArray<string> classes) =>
        [.. inputs.Select(f => ($"rondo.type.{f.Name}", f.Type.Word)), .. classes.Select((c, k) => (FormattableString.Invariant($"rondo.class.{k}"), c))];
}
