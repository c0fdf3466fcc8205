using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;

namespace Rondo.Engine.Export.Source;

/// <summary>A graph as statements over one row, and the tables that they read. What differs from language to language is the dialect's.</summary>
sealed class SourceBody
{
    private readonly ISourceDialect _dialect;
    private readonly Dictionary<Value, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, string> _tables = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _tableNames = new(StringComparer.Ordinal);
    private readonly StringBuilder _statements = new();
    private readonly StringBuilder _declarations = new();

    SourceBody(ISourceDialect dialect) => _dialect = dialect;

    /// <summary>Tables, outside the function.</summary>
    public string Declarations => _declarations.ToString();

    /// <summary>Statements, inside the function, each on a line without indentation.</summary>
    public string Statements => _statements.ToString();

    public static SourceBody Of(ExportGraph graph, ISourceDialect dialect)
    {
        var body = new SourceBody(dialect);
        foreach (var value in graph.Order) body.Add(value);
        return body;
    }

    /// <summary>The expression for one of the value's numbers.</summary>
    public string At(Value value, string place)
    {
        if (value.Constant is { } number) return Number(number);
        if (value.Operation is ConstantOperation { Values: var numbers }) return $"{Table(value.Operation, [.. numbers])}[{place}]";
        return value.Width == 1 ? _names[value] : $"{_names[value]}[{place}]";
    }

    public string Number(double number)
    {
        if (double.IsNaN(number)) return _dialect.NotANumber;
        if (double.IsInfinity(number)) return number > 0 ? _dialect.Infinity : $"(-{_dialect.Infinity})";
        var text = Plain(number);
        return text[0] == '-' ? $"({text})" : text;
    }

    /// <summary>The shortest decimal that reads as this very number, and as no whole one.</summary>
    public static string Plain(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny(".E") < 0 ? text + ".0" : text;
    }

    void Add(Value value)
    {
        switch (value.Operation)
        {
            case ConstantOperation or SliceOperation when value.Width == 1 || value.Operation is ConstantOperation:
                // They stand where they are used.
                if (value.Operation is SliceOperation slice) _names.Add(value, At(value.Arguments[0], Text(slice.Start)));
                return;
            case TextOperation text:
                _names.Add(value, text.Text is null ? _dialect.NoText : _dialect.Quoted(text.Text));
                return;
        }
        var name = $"v{Text(_names.Count)}";
        _names.Add(value, name);
        var a = value.Arguments;
        switch (value.Operation)
        {
            case InputOperation input: Set(value, name, _dialect.Input(new Field(input.Name, input.Type))); break;
            case UnaryOperation unary: Each(value, name, i => Unary(unary.Function, a[0], At(a[0], i))); break;
            case BinaryOperation binary: Each(value, name, i => Binary(binary.Function, At(a[0], i), At(a[1], i))); break;
            case SelectOperation: Each(value, name, i => $"{Truth(a[0], i)} ? {At(a[1], i)} : {At(a[2], i)}"); break;
            case LookupOperation lookup:
                var (declaration, expression) = _dialect.Lookup(NewTable(), lookup, At(a[0], "0"));
                _declarations.Append(declaration);
                Set(value, name, expression);
                break;
            case TextAtOperation texts: Set(value, name, $"{Texts(texts)}[rd_row({At(a[0], "0")}, {Text(texts.Texts.Length + 1)})]"); break;
            case GatherOperation gather: Gather(value, name, gather); break;
            case PackOperation: Line(_dialect.Array(name, a.SelectMany(part => Enumerable.Range(0, part.Width).Select(i => At(part, Text(i)))))); break;
            case SliceOperation slice: Each(value, name, i => At(a[0], $"{Text(slice.Start)} + {i}")); break;
            case ReduceOperation reduce: Reduce(name, reduce.Function, a[0]); break;
            case DenseOperation dense: Dense(value, name, dense); break;
            case TreesOperation trees: Sums(value, name, (features, sums) => _dialect.Trees(NewTable(), trees.Trees, features, sums)); break;
            case NearestOperation nearest: Sums(value, name, (asked, votes) => _dialect.Nearest(NewTable(), nearest.Neighbors, asked, votes)); break;
            case CountOperation count: Set(value, name, $"{(count.OrEqual ? "rd_at_most" : "rd_below")}({At(a[0], "0")}, {Table(count, [.. count.Knots])}, {Text(count.Knots.Length)})"); break;
            case MemberOperation member: Set(value, name, $"rd_is_in({At(a[0], "0")}, {Table(member, [.. member.Numbers])}, {Text(member.Numbers.Length)})"); break;
            case MeasureOperation measure: Set(value, name, $"{MeasureName(measure.Measure)}({string.Join(", ", a.Select(t => At(t, "0")))})"); break;
            case HashOperation: Set(value, name, $"rd_hash({At(a[0], "0")})"); break;
            default: throw new InvalidOperationException($"{value.Operation.GetType().Name} has no source.");
        }
    }

    static string MeasureName(TextMeasure measure) => measure switch
    {
        TextMeasure.Length => "rd_length",
        TextMeasure.Contains => "rd_contains",
        TextMeasure.StartsWith => "rd_starts_with",
        _ => "rd_ends_with",
    };

    string Truth(Value condition, string place)
    {
        var number = At(condition, place);
        // Comparisons give 0 or 1; anything else may be missing.
        return condition.Operation is BinaryOperation { Function: >= BinaryFunction.Less and <= BinaryFunction.Or } or UnaryOperation { Function: UnaryFunction.IsMissing } ? $"{number} != 0.0" : $"{number} != 0.0 && {number} == {number}";
    }

    string Unary(UnaryFunction function, Value argument, string x) => function switch
    {
        UnaryFunction.Negate => $"-{x}",
        UnaryFunction.IsMissing => argument.IsText ? $"{x} == {_dialect.NoText} ? 1.0 : 0.0" : $"{x} != {x} ? 1.0 : 0.0",
        UnaryFunction.TanhSingle => $"rd_tanh_single({x})",
        UnaryFunction.SigmoidSingle => $"rd_sigmoid_single({x})",
        UnaryFunction.Sin => $"rd_turn({x}, 0.0)",
        UnaryFunction.Cos => $"rd_turn({x}, 1.0)",
        _ => $"rd_{function.ToString().ToLowerInvariant()}({x})",
    };

    static string Binary(BinaryFunction function, string x, string y) => function switch
    {
        BinaryFunction.Add => $"{x} + {y}",
        BinaryFunction.Subtract => $"{x} - {y}",
        BinaryFunction.Multiply => $"{x} * {y}",
        BinaryFunction.Divide => $"{x} / {y}",
        BinaryFunction.Less => $"{x} < {y} ? 1.0 : 0.0",
        BinaryFunction.AtMost => $"{x} <= {y} ? 1.0 : 0.0",
        BinaryFunction.Equal => $"{x} == {y} ? 1.0 : 0.0",
        BinaryFunction.And => $"{x} != 0.0 && {y} != 0.0 ? 1.0 : 0.0",
        BinaryFunction.Or => $"{x} != 0.0 || {y} != 0.0 ? 1.0 : 0.0",
        BinaryFunction.Remainder => $"rd_remainder({x}, {y})",
        BinaryFunction.Power => $"rd_pow({x}, {y})",
        BinaryFunction.Minimum => $"rd_minimum({x}, {y})",
        BinaryFunction.Maximum => $"rd_maximum({x}, {y})",
        _ => $"rd_compare({x}, {y})",
    };

    void Gather(Value value, string name, GatherOperation gather)
    {
        var (table, place) = (Table(gather.Table, gather.Table), $"rd_row({At(value.Arguments[0], "0")}, {Text(gather.Rows)})");
        if (value.Width == 1) Set(value, name, $"{table}[{place}]");
        else Line(_dialect.Row(name, table, place, value.Width));
    }

    void Reduce(string name, Reduction function, Value argument)
    {
        var loop = $"for ({_dialect.Counter} i = {(function == Reduction.Sum ? "0" : "1")}; i < {Text(argument.Width)}; i++)";
        switch (function)
        {
            case Reduction.Sum:
                Line($"{_dialect.Variable} {name} = 0.0;");
                Line($"{loop} {name} += {At(argument, "i")};");
                break;
            case Reduction.Maximum:
                Line($"{_dialect.Variable} {name} = {At(argument, "0")};");
                Line($"{loop} {name} = rd_maximum({name}, {At(argument, "i")});");
                break;
            default:
                Line($"{_dialect.Counter} {name}_at = 0;");
                Line($"{loop} if ({At(argument, "i")} {(function == Reduction.PlaceOfMaximum ? ">" : "<")} {At(argument, $"{name}_at")}) {name}_at = i;");
                Line($"{_dialect.Number} {name} = {name}_at;");
                break;
        }
    }

    void Dense(Value value, string name, DenseOperation dense)
    {
        var (x, start, inputs, outputs) = (value.Arguments[0], value.Arguments[1], Text(value.Arguments[0].Width), value.Width);
        var table = Table(dense.Weights, dense.Weights);
        string Step(string sum, string weight) => dense.IsSingle ? $"{sum} = rd_single({sum} + rd_single({weight} * {At(x, "i")}));" : $"{sum} += {weight} * {At(x, "i")};";
        var loop = $"for ({_dialect.Counter} i = 0; i < {inputs}; i++)";
        if (outputs == 1)
        {
            Line($"{_dialect.Variable} {name} = {At(start, "0")};");
            Line($"{loop} {Step(name, $"{table}[i]")}");
            return;
        }
        Line(_dialect.Array(name, outputs));
        Line($"for ({_dialect.Counter} k = 0; k < {Text(outputs)}; k++) {{");
        Line($"{_dialect.Variable} sum = {At(start, "k")};");
        Line($"{loop} {Step("sum", $"{table}[i * {Text(outputs)} + k]")}");
        Line($"{name}[k] = sum;");
        Line("}");
    }

    // A function that fills an array from an array, also where there is but one number.
    void Sums(Value value, string name, Func<string, string, (string Declaration, string Statement)> call)
    {
        var argument = value.Arguments[0];
        var features = argument.Width == 1 ? $"{name}_x" : _names[argument];
        if (argument.Width == 1) Line(_dialect.Array(features, [At(argument, "0")]));
        var sums = value.Width == 1 ? $"{name}_sums" : name;
        Line(_dialect.Array(sums, value.Width));
        var (declaration, statement) = call(features, sums);
        _declarations.Append(declaration);
        foreach (var line in statement.Split('\n')) Line(line);
        if (value.Width == 1) Line($"{_dialect.Number} {name} = {sums}[0];");
    }

    void Set(Value value, string name, string expression) => Line($"{(value.IsText ? _dialect.Text : _dialect.Number)} {name} = {expression};");

    void Each(Value value, string name, Func<string, string> expression)
    {
        if (value.Width == 1)
        {
            Set(value, name, expression("0"));
            return;
        }
        Line(_dialect.Array(name, value.Width));
        Line($"for ({_dialect.Counter} i = 0; i < {Text(value.Width)}; i++) {name}[i] = {expression("i")};");
    }

    string Table(object key, IReadOnlyList<double> numbers)
    {
        if (_tables.TryGetValue(key, out var known)) return known;
        // Tables of the same numbers are one.
        var content = string.Join(',', numbers.Select(n => BitConverter.DoubleToInt64Bits(n).ToString("x", CultureInfo.InvariantCulture)));
        if (!_tableNames.TryGetValue(content, out var name))
        {
            _tableNames.Add(content, name = NewTable());
            _declarations.Append(_dialect.Table(name, numbers));
        }
        _tables.Add(key, name);
        return name;
    }

    string Texts(TextAtOperation texts)
    {
        if (_tables.TryGetValue(texts, out var known)) return known;
        _tables.Add(texts, known = NewTable());
        _declarations.Append(_dialect.Texts(known, [.. texts.Texts, null]));
        return known;
    }

    string NewTable() => $"t{Text(_tableCount++)}";

    private int _tableCount;

    void Line(string text) => _statements.Append(text).Append('\n');

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
