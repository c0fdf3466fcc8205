using Rondo.Engine.Export.OpGraph;
using static Rondo.Engine.Export.Onnx.OnnxGraph;

namespace Rondo.Engine.Export.Onnx;

/// <summary>The nodes of a graph's values. Numbers are float64 of shape rows x width, or 1 x width where they hang on no column; truths stay boolean as long as they are only asked.</summary>
sealed class OnnxNodes
{
    private readonly OnnxGraph _file;
    private readonly ExportGraph _graph;
    private readonly Dictionary<Value, string> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, string> _truths = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Value> _constants = new(ReferenceEqualityComparer.Instance);
    private string? _zeros;

    public OnnxNodes(OnnxGraph file, ExportGraph graph)
    {
        (_file, _graph) = (file, graph);
        foreach (var value in graph.Order)
        {
            if (value.Operation is not InputOperation && value.Arguments.All(_constants.Contains)) _constants.Add(value);
            if (IsTruth(value)) _truths.Add(value, Truth(value));
            else _numbers.Add(value, Node(value));
        }
    }

    /// <summary>The value with a row for each row, also where it is the same for all.</summary>
    public string OfRows(Value value)
    {
        if (!_constants.Contains(value)) return Number(value);
        _zeros ??= _file.Add("ConstantOfShape", [_file.Add("Shape", [_graph.Inputs[0].Name])], new ProtoWriter().Text(1, "value").Message(5, OnnxTensor.Doubles("value", [0.0], 1)).Int(20, 4));
        return _file.Add("Add", [Number(value), _zeros]);
    }

    string Number(Value value)
    {
        if (_numbers.TryGetValue(value, out var known)) return known;
        return _numbers[value] = _file.Cast(_truths[value], OnnxType.Double);
    }

    // Neither 0 nor missing.
    string AsTruth(Value value)
    {
        if (_truths.TryGetValue(value, out var known)) return known;
        return _truths[value] = _file.Add("Greater", [_file.Add("Abs", [Number(value)]), _file.Double(0)]);
    }

    static bool IsTruth(Value value) => value.Operation is BinaryOperation { Function: >= BinaryFunction.Less and <= BinaryFunction.Or } or UnaryOperation { Function: UnaryFunction.IsMissing };

    string Truth(Value value)
    {
        var a = value.Arguments;
        if (value.Operation is UnaryOperation)
        {
            if (!a[0].IsText) return _file.Add("IsNaN", [Number(a[0])]);
            var isEmpty = _file.AddMl("LabelEncoder", Number(a[0]), Attribute("keys_strings", [""]), Attribute("values_int64s", [1L]), Attribute("default_int64", 0L));
            return _file.Cast(isEmpty, OnnxType.Boolean);
        }
        return ((BinaryOperation)value.Operation).Function switch
        {
            BinaryFunction.And => _file.Add("And", [AsTruth(a[0]), AsTruth(a[1])]),
            BinaryFunction.Or => _file.Add("Or", [AsTruth(a[0]), AsTruth(a[1])]),
            BinaryFunction.Less => _file.Add("Less", [Number(a[0]), Number(a[1])]),
            BinaryFunction.AtMost => _file.Add("LessOrEqual", [Number(a[0]), Number(a[1])]),
            _ => _file.Add("Equal", [Number(a[0]), Number(a[1])]),
        };
    }

    string Node(Value value)
    {
        var a = value.Arguments;
        return value.Operation switch
        {
            InputOperation input => input.Name,
            ConstantOperation constant => _file.Double([.. constant.Values]),
            TextOperation text => _file.Text(text.Text ?? ""),
            UnaryOperation unary => Unary(unary.Function, Number(a[0])),
            BinaryOperation binary => Binary(binary.Function, a[0], a[1]),
            SelectOperation => _file.Add("Where", [AsTruth(a[0]), Number(a[1]), Number(a[2])]),
            LookupOperation lookup => Lookup(lookup, Number(a[0])),
            TextAtOperation texts => TextAt(texts, Number(a[0])),
            GatherOperation gather => Gather(gather.Table, gather.Rows, value.Width, Number(a[0])),
            PackOperation => _file.Add("Concat", [.. a.Select(OfRows)], Attribute("axis", 1L)),
            SliceOperation slice => Columns(Number(a[0]), [.. Enumerable.Range(slice.Start, value.Width)]),
            ReduceOperation reduce => Reduce(reduce.Function, Number(a[0])),
            DenseOperation dense => _file.Add("Add", [_file.Add("MatMul", [OfRows(a[0]), _file.Doubles(dense.Weights, a[0].Width, value.Width)]), Number(a[1])]),
            TreesOperation trees => new OnnxTrees(_file, trees.Trees).Sums(OfRows(a[0]), Columns),
            NearestOperation nearest => new OnnxNearest(_file, nearest.Neighbors).Votes(OfRows(a[0]), Columns),
            CountOperation count => Sum(_file.Cast(_file.Add(count.OrEqual ? "GreaterOrEqual" : "Greater", [Number(a[0]), _file.Double([.. count.Knots])]), OnnxType.Double), 1),
            MemberOperation member => Member([.. member.Numbers], Number(a[0])),
            var other when OnnxFile.ProblemWith(other) is { } reason => throw CannotExport.Because(NameOf(other), reason),
            _ => throw new InvalidOperationException($"{value.Operation.GetType().Name} has no node."),
        };
    }

    static string NameOf(Operation operation) => operation switch
    {
        HashOperation => "hashing",
        MeasureOperation measure => Catalog.PartCatalog.SnakeCase(measure.Measure.ToString()),
        _ => operation.GetType().Name,
    };

    string Unary(UnaryFunction function, string x) => function switch
    {
        UnaryFunction.Negate => _file.Add("Neg", [x]),
        UnaryFunction.Single => _file.Cast(_file.Cast(x, OnnxType.Float), OnnxType.Double),
        UnaryFunction.TanhSingle => _file.Add("Tanh", [x]),
        UnaryFunction.SigmoidSingle => _file.Add("Sigmoid", [x]),
        // Runtimes lack the cosine of float64.
        UnaryFunction.Cos => _file.Add("Sin", [_file.Add("Add", [x, _file.Double(Math.PI / 2)])]),
        _ => _file.Add(function.ToString(), [x]),
    };

    string Binary(BinaryFunction function, Value x, Value y) => function switch
    {
        BinaryFunction.Add => _file.Add("Add", [Number(x), Number(y)]),
        BinaryFunction.Subtract => _file.Add("Sub", [Number(x), Number(y)]),
        BinaryFunction.Multiply => _file.Add("Mul", [Number(x), Number(y)]),
        BinaryFunction.Divide => _file.Add("Div", [Number(x), Number(y)]),
        BinaryFunction.Remainder => _file.Add("Mod", [Number(x), Number(y)], Attribute("fmod", 1L)),
        BinaryFunction.Power => _file.Add("Pow", [Number(x), Number(y)]),
        BinaryFunction.Minimum => _file.Add("Min", [Number(x), Number(y)]),
        BinaryFunction.Maximum => _file.Add("Max", [Number(x), Number(y)]),
        _ => throw CannotExport.Because("==", OnnxFile.ProblemWith(new BinaryOperation(function))!),
    };

    // float32 has whole numbers up to 2^24, and there are fewer categories. An empty text is a missing one.
    string Lookup(LookupOperation lookup, string text)
    {
        var listed = lookup.Texts.Select((t, place) => (Text: t, Place: (float)place)).Where(t => t.Text.Length > 0).Append((Text: "", Place: (float)lookup.Missing)).ToArray();
        var places = _file.AddMl("LabelEncoder", text, Attribute("keys_strings", listed.Select(t => t.Text)), Attribute("values_floats", [.. listed.Select(t => t.Place)]), Attribute("default_float", (float)lookup.Unlisted));
        return _file.Cast(places, OnnxType.Double);
    }

    string TextAt(TextAtOperation texts, string place)
    {
        var known = _file.Add("Where", [_file.Add("IsNaN", [place]), _file.Double(-1), place]);
        return _file.AddMl("LabelEncoder", _file.Cast(known, OnnxType.Int64), Attribute("keys_int64s", Enumerable.Range(0, texts.Texts.Length).Select(k => (long)k)),
            Attribute("values_strings", texts.Texts.AsEnumerable()), Attribute("default_string", ""));
    }

    string Gather(double[] table, int rows, int width, string place)
    {
        var isWithin = _file.Add("And", [_file.Add("GreaterOrEqual", [place, _file.Double(0)]), _file.Add("Less", [place, _file.Double(rows - 1)])]);
        var known = _file.Cast(_file.Add("Where", [isWithin, place, _file.Double(rows - 1)]), OnnxType.Int64);
        return _file.Add("Squeeze", [_file.Add("Gather", [_file.Doubles(table, rows, width), known], Attribute("axis", 0L)), _file.Ints(1)]);
    }

    string Columns(string x, int[] places) => _file.Add("Gather", [x, _file.Ints([.. places.Select(p => (long)p)])], Attribute("axis", 1L));

    string Sum(string x, int axis) => _file.Add("ReduceSum", [x, _file.Ints(axis)], Attribute("keepdims", 1L));

    string Reduce(Reduction function, string x) => function switch
    {
        Reduction.Sum => Sum(x, 1),
        Reduction.Maximum => _file.Add("ReduceMax", [x], Attribute("axes", [1L]), Attribute("keepdims", 1L)),
        _ => _file.Cast(_file.Add(function == Reduction.PlaceOfMaximum ? "ArgMax" : "ArgMin", [x], Attribute("axis", 1L), Attribute("keepdims", 1L)), OnnxType.Double),
    };

    // Long lists of days are looked up; a few numbers are compared one by one.
    string Member(double[] numbers, string x)
    {
        if (numbers.Length <= 16 || numbers.Any(n => n != Math.Floor(n) || Math.Abs(n) > 9007199254740992))
            return _file.Add("ReduceMax", [_file.Cast(_file.Add("Equal", [x, _file.Double(numbers)]), OnnxType.Double)], Attribute("axes", [1L]), Attribute("keepdims", 1L));
        var isWhole = _file.Add("Equal", [x, _file.Add("Floor", [x])]);
        var whole = _file.Cast(_file.Add("Where", [isWhole, x, _file.Double(-9007199254740994)]), OnnxType.Int64);
        var found = _file.AddMl("LabelEncoder", whole, Attribute("keys_int64s", numbers.Select(n => (long)n)), Attribute("values_floats", [.. numbers.Select(_ => 1f)]), Attribute("default_float", 0f));
        return _file.Cast(found, OnnxType.Double);
    }
}
