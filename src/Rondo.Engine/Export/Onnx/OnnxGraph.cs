using System.Globalization;
using System.Text;
using Rondo.Engine.Data;

namespace Rondo.Engine.Export.Onnx;

/// <summary>Nodes, constants, inputs and outputs as they are added, and the file that they make.</summary>
sealed class OnnxGraph
{
    private const string Ml = "ai.onnx.ml";
    private const int IrVersion = 8;
    private const int Opset = 17;
    private const int MlOpset = 3;

    private readonly ProtoWriter _graph = new();
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken;
    private int _count;

    /// <param name="taken">Names that no tensor may have.</param>
    public OnnxGraph(IEnumerable<string> taken) => _taken = taken.ToHashSet(StringComparer.Ordinal);

    public string Double(params double[] values) => Doubles(values, 1, values.Length);

    public string Doubles(double[] values, params long[] shape) =>
        Constant($"d{string.Join('x', shape)}:{Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(values))}", name => OnnxTensor.Doubles(name, values, shape));

    public string Ints(params long[] values) => Constant($"i{string.Join(',', values)}", name => OnnxTensor.Ints(name, values, values.Length));

    public string Text(string text) => Constant("t" + text, name => OnnxTensor.Text(name, text));

    /// <summary>Adds a node of the default domain with one output, and gives its name.</summary>
    public string Add(string operation, string[] inputs, params ProtoWriter[] attributes) => Add(operation, "", inputs, 1, attributes)[0];

    public string AddMl(string operation, string input, params ProtoWriter[] attributes) => Add(operation, Ml, [input], 1, attributes)[0];

    public string[] Add(string operation, string domain, string[] inputs, int outputs, params ProtoWriter[] attributes)
    {
        var names = new string[outputs];
        for (var i = 0; i < outputs; i++) names[i] = NewName();
        Node(operation, domain, inputs, names, attributes);
        return names;
    }

    public string Cast(string input, OnnxType type) => Add("Cast", [input], Attribute("to", (long)type));

    public void Input(Field field)
    {
        _graph.Message(11, ValueInfo(field.Name, field.Type == ColumnType.Text ? OnnxType.Text : OnnxType.Double, 1));
    }

    /// <param name="name">The output's name.</param>
    /// <param name="source">The tensor that it is.</param>
    /// <param name="width">Numbers of a row; 0 when rows are the only dimension.</param>
    public void Output(string name, string source, OnnxType type, int width)
    {
        Node("Identity", "", [source], [name]);
        _graph.Message(12, ValueInfo(name, type, width));
    }

    public byte[] ToFile(string name, string description, IEnumerable<(string Key, string Value)> properties)
    {
        _graph.Text(2, name);
        var model = new ProtoWriter().Int(1, IrVersion).Text(2, "Rondo").Text(6, description).Message(7, _graph)
            .Message(8, new ProtoWriter().Text(1, "").Int(2, Opset)).Message(8, new ProtoWriter().Text(1, Ml).Int(2, MlOpset));
        foreach (var (key, value) in properties) model.Message(14, new ProtoWriter().Text(1, key).Text(2, value));
        return model.Written.ToArray();
    }

    public static ProtoWriter Attribute(string name, long value) => new ProtoWriter().Text(1, name).Int(3, value).Int(20, 2);

    public static ProtoWriter Attribute(string name, float value) => new ProtoWriter().Text(1, name).Float(2, value).Int(20, 1);

    public static ProtoWriter Attribute(string name, string value) => new ProtoWriter().Text(1, name).Bytes(4, Encoding.UTF8.GetBytes(value)).Int(20, 3);

    public static ProtoWriter Attribute(string name, IEnumerable<long> values) => new ProtoWriter().Text(1, name).Ints(8, values).Int(20, 7);

    public static ProtoWriter Attribute(string name, IReadOnlyList<float> values) => new ProtoWriter().Text(1, name).Floats(7, values).Int(20, 6);

    public static ProtoWriter Attribute(string name, double[] values) => new ProtoWriter().Text(1, name).Message(5, OnnxTensor.Doubles(name, values, values.Length)).Int(20, 4);

    public static ProtoWriter Attribute(string name, IEnumerable<string> values)
    {
        var attribute = new ProtoWriter().Text(1, name);
        foreach (var value in values) attribute.Text(9, value);
        return attribute.Int(20, 8);
    }

    void Node(string operation, string domain, string[] inputs, string[] outputs, params ProtoWriter[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        foreach (var output in outputs) node.Text(2, output);
        node.Text(4, operation);
        foreach (var attribute in attributes) node.Message(5, attribute);
        if (domain.Length > 0) node.Text(7, domain);
        _graph.Message(1, node);
    }

    string Constant(string key, Func<string, ProtoWriter> tensor)
    {
        if (_constants.TryGetValue(key, out var known)) return known;
        _constants.Add(key, known = NewName());
        _graph.Message(5, tensor(known));
        return known;
    }

    string NewName()
    {
        while (true)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"_{_count++}");
            if (!_taken.Contains(name)) return name;
        }
    }

    static ProtoWriter ValueInfo(string name, OnnxType type, int width)
    {
        var shape = new ProtoWriter().Message(1, new ProtoWriter().Text(2, "rows"));
        if (width > 0) shape.Message(1, new ProtoWriter().Int(1, width));
        var tensor = new ProtoWriter().Int(1, (long)type).Message(2, shape);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }
}
