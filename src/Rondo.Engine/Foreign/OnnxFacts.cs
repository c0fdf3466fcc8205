using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Foreign;

/// <summary>
/// What an ONNX file says of itself, read without a runtime (onnx.proto3 of ONNX 1.16). Refuses before any native code sees it what a runtime
/// could trip over or reach outside with: malformed messages, graphs within graphs without end, weights in other files, operators of other libraries.
/// </summary>
public sealed class OnnxFacts
{
    public const int MaxBytes = 512 << 20;

    private const int DeepestGraph = 16;
    private static readonly string[] s_domains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    private readonly SortedDictionary<string, string> _properties = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _opsets = new(StringComparer.Ordinal);
    private readonly List<ImmutableArray<string>> _classes = [];

    OnnxFacts()
    {
    }

    public long IrVersion { get; private set; }

    /// <summary>The program that wrote it, such as pytorch 2.1; empty when it does not say.</summary>
    public string Producer { get; private set; } = "";

    public IReadOnlyDictionary<string, long> Opsets => _opsets;

    /// <summary>What its maker wrote beside it.</summary>
    public IReadOnlyDictionary<string, string> Properties => _properties;

    /// <summary>Class names that its operators carry, each list once.</summary>
    public IReadOnlyList<ImmutableArray<string>> Classes => _classes;

    /// <exception cref="RondoException">It is no ONNX file, or one that is not taken from strangers; says why.</exception>
    public static OnnxFacts Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > MaxBytes) throw Refused("model_too_large", FormattableString.Invariant($"it has {file.Length >> 20} MiB; up to {MaxBytes >> 20} are taken"), null);
        var facts = new OnnxFacts();
        try
        {
            facts.ReadModel(file);
        }
        catch (FormatException e)
        {
            throw Refused("not_onnx", $"it is {e.Message}, or ends too early", "Give a file as skl2onnx's or PyTorch's exporter wrote it.");
        }
        return facts;
    }

    void ReadModel(ReadOnlySpan<byte> file)
    {
        var (name, version, hasGraph) = ("", "", false);
        for (var model = new ProtoReader(file); model.Next();)
        {
            switch (model.Field)
            {
                case 1:
                    IrVersion = (long)model.Number;
                    break;
                case 2:
                    name = Text(model.Bytes);
                    break;
                case 3:
                    version = Text(model.Bytes);
                    break;
                case 7:
                    hasGraph = true;
                    ReadGraph(model.Bytes, depth: 1);
                    break;
                case 8:
                    ReadOpset(model.Bytes);
                    break;
                case 14:
                    var (key, value) = Pair(model.Bytes);
                    _properties[key] = value;
                    break;
                case 25:
                    ReadFunction(model.Bytes);
                    break;
            }
        }
        if (!hasGraph) throw new FormatException("a file without a graph");
        Producer = $"{name} {version}".Trim();
    }

    void ReadGraph(ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth > DeepestGraph) throw Refused("unsafe_model", $"its graphs lie within graphs, more than {DeepestGraph} deep", null);
        for (var graph = new ProtoReader(bytes); graph.Next();)
        {
            if (graph.Field == 1) ReadNode(graph.Bytes, depth);
            else if (graph.Field == 5) CheckTensor(graph.Bytes);
            else if (graph.Field == 15) CheckSparse(graph.Bytes);
        }
    }

    void ReadFunction(ReadOnlySpan<byte> bytes)
    {
        for (var function = new ProtoReader(bytes); function.Next();)
            if (function.Field == 7) ReadNode(function.Bytes, depth: 1);
    }

    void ReadNode(ReadOnlySpan<byte> bytes, int depth)
    {
        for (var node = new ProtoReader(bytes); node.Next();)
            if (node.Field == 5) ReadAttribute(node.Bytes, depth);
    }

    void ReadAttribute(ReadOnlySpan<byte> bytes, int depth)
    {
        var name = "";
        var words = ImmutableArray.CreateBuilder<string>();
        var numbers = ImmutableArray.CreateBuilder<string>();
        for (var attribute = new ProtoReader(bytes); attribute.Next();)
        {
            switch (attribute.Field)
            {
                case 1:
                    name = Text(attribute.Bytes);
                    break;
                case 5 or 10:
                    CheckTensor(attribute.Bytes);
                    break;
                case 6 or 11:
                    ReadGraph(attribute.Bytes, depth + 1);
                    break;
                case 22 or 23:
                    CheckSparse(attribute.Bytes);
                    break;
                case 9 when name.StartsWith("classlabels", StringComparison.Ordinal):
                    words.Add(Text(attribute.Bytes));
                    break;
                case 8 when name.StartsWith("classlabels", StringComparison.Ordinal):
                    AddNumbers(numbers, attribute);
                    break;
            }
        }
        if (name.StartsWith("classlabels", StringComparison.Ordinal)) AddClasses(words.Count > 0 ? words.ToImmutable() : numbers.ToImmutable());
    }

    static void AddNumbers(ImmutableArray<string>.Builder numbers, ProtoReader attribute)
    {
        if (!attribute.HasBytes)
        {
            numbers.Add(((long)attribute.Number).ToString(CultureInfo.InvariantCulture));
            return;
        }
        for (var packed = attribute.Bytes; packed.Length > 0;)
        {
            ulong value = 0;
            var used = 0;
            do
            {
                if (used == packed.Length || used == 10) throw new FormatException("no well-formed list of numbers");
                value |= (ulong)(packed[used] & 127) << (7 * used);
            }
            while (packed[used++] >= 128);
            numbers.Add(((long)value).ToString(CultureInfo.InvariantCulture));
            packed = packed[used..];
        }
    }

    void AddClasses(ImmutableArray<string> classes)
    {
        if (classes.Length > 0 && !_classes.Any(c => c.SequenceEqual(classes))) _classes.Add(classes);
    }

    void ReadOpset(ReadOnlySpan<byte> bytes)
    {
        var (domain, version) = ("", 0L);
        for (var opset = new ProtoReader(bytes); opset.Next();)
        {
            if (opset.Field == 1) domain = Text(opset.Bytes);
            else if (opset.Field == 2) version = (long)opset.Number;
        }
        if (!s_domains.Contains(domain) && !domain.StartsWith("pkg.", StringComparison.Ordinal))
            throw Refused("unsafe_model", $"it asks for operators of '{Shown(domain)}', which a library of its own would have to bring", "Export it with the operators of ONNX alone.");
        _opsets[domain.Length == 0 ? "ai.onnx" : Shown(domain)] = version;
    }

    static void CheckTensor(ReadOnlySpan<byte> bytes)
    {
        for (var tensor = new ProtoReader(bytes); tensor.Next();)
            if (tensor.Field == 13 || (tensor.Field == 14 && tensor.Number != 0))
                throw Refused("external_data", "it keeps weights in another file", "Save it in one piece: onnx.save(model, path, save_as_external_data=False).");
    }

    static void CheckSparse(ReadOnlySpan<byte> bytes)
    {
        for (var sparse = new ProtoReader(bytes); sparse.Next();)
            if (sparse.Field is 1 or 2) CheckTensor(sparse.Bytes);
    }

    static (string Key, string Value) Pair(ReadOnlySpan<byte> bytes)
    {
        var (key, value) = ("", "");
        for (var pair = new ProtoReader(bytes); pair.Next();)
        {
            if (pair.Field == 1) key = Text(pair.Bytes);
            else if (pair.Field == 2) value = Text(pair.Bytes);
        }
        return (key, value);
    }

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    static string Shown(string word) => new([.. word.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);

    static RondoException Refused(string code, string why, string? hint) => new(code, $"This ONNX file is not taken: {why}.", hint);
}
