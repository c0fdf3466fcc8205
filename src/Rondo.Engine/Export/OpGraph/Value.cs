using System.Collections.Immutable;
using Rondo.Engine.Data;

namespace Rondo.Engine.Export.OpGraph;

/// <summary>A place in a graph of operations: what it is made of, and of which other values. Immutable; a graph is the values that its outputs hang on.</summary>
public sealed class Value
{
    Value(Operation operation, int width, params ImmutableArray<Value> arguments)
    {
        Operation = operation;
        Width = width;
        Arguments = arguments;
    }

    public Operation Operation { get; }

    public ImmutableArray<Value> Arguments { get; }

    /// <summary>The numbers of a row; 1 for a text.</summary>
    public int Width { get; }

    public bool IsText => Operation switch
    {
        InputOperation input => input.Type == ColumnType.Text,
        TextOperation or TextAtOperation => true,
        SelectOperation => Arguments[1].IsText,
        _ => false,
    };

    /// <summary>The number that it is for every row; null when it is none.</summary>
    public double? Constant => Operation is ConstantOperation { Values: [var only] } ? only : null;

    public static Value Input(Field field) => new(new InputOperation(field.Name, field.Type), 1);

    public static Value Of(params ReadOnlySpan<double> values) => new(new ConstantOperation([.. values]), values.Length);

    public static Value OfText(string? text) => new(new TextOperation(text), 1);

    public static Value Missing { get; } = Of(double.NaN);

    public static Value Pack(params IReadOnlyList<Value> values) => values.Count == 1 ? values[0] : new(new PackOperation(), values.Sum(v => v.Width), [.. values]);

    public static implicit operator Value(double number) => Of(number);

    public static Value operator +(Value x, Value y) => x.With(BinaryFunction.Add, y);

    public static Value operator -(Value x, Value y) => x.With(BinaryFunction.Subtract, y);

    public static Value operator *(Value x, Value y) => x.With(BinaryFunction.Multiply, y);

    public static Value operator /(Value x, Value y) => x.With(BinaryFunction.Divide, y);

    public static Value operator -(Value x) => x.By(UnaryFunction.Negate);

    /// <summary>1 where it holds, 0 where it does not or a side is missing.</summary>
    public static Value operator <(Value x, Value y) => x.With(BinaryFunction.Less, y);

    public static Value operator >(Value x, Value y) => y.With(BinaryFunction.Less, x);

    public static Value operator <=(Value x, Value y) => x.With(BinaryFunction.AtMost, y);

    public static Value operator >=(Value x, Value y) => y.With(BinaryFunction.AtMost, x);

    /// <summary>Of truths that are not missing.</summary>
    public static Value operator &(Value x, Value y) => x.With(BinaryFunction.And, y);

    public static Value operator |(Value x, Value y) => x.With(BinaryFunction.Or, y);

    /// <summary>Of a truth that is not missing.</summary>
    public static Value operator !(Value x) => 1 - x;

    public Value Is(Value other) => With(BinaryFunction.Equal, other);

    public Value By(UnaryFunction function) => new(new UnaryOperation(function), Width, this);

    public Value With(BinaryFunction function, Value other) => new(new BinaryOperation(function), Math.Max(Width, other.Width), this, other);

    public Value IsMissing() => By(UnaryFunction.IsMissing);

    /// <summary>This truth's choice.</summary>
    public Value Choose(Value then, Value otherwise) => new(new SelectOperation(), Math.Max(Width, Math.Max(then.Width, otherwise.Width)), this, then, otherwise);

    /// <summary>This, but missing where one of the values is.</summary>
    public Value UnlessMissing(params IEnumerable<Value> values)
    {
        var result = this;
        foreach (var value in values)
            if (value.Constant is not { } number || double.IsNaN(number)) result = value.IsMissing().Choose(Missing, result);
        return result;
    }

    public Value Lookup(IEnumerable<string> texts, double missing, double unlisted) => new(new LookupOperation([.. texts], missing, unlisted), 1, this);

    public Value TextAt(IEnumerable<string> texts) => new(new TextAtOperation([.. texts]), 1, this);

    /// <summary>The row of a table at this place; the last one where there is none. Shape of table: rows x width.</summary>
    public Value Gather(double[] table, int rows) => new(new GatherOperation(table, rows), table.Length / rows, this);

    public Value Slice(int start, int count) => start == 0 && count == Width ? this : new(new SliceOperation(start), count, this);

    public Value this[int place] => Operation is PackOperation && Arguments.Length == Width ? Arguments[place] : Slice(place, 1);

    public Value Reduce(Reduction function) => new(new ReduceOperation(function), 1, this);

    /// <param name="weights">Shape: inputs x outputs.</param>
    public Value Dense(Value start, double[] weights, bool isSingle = false) => new(new DenseOperation(weights, isSingle), start.Width, this, start);

    public Value Trees(TreeTables trees) => new(new TreesOperation(trees), trees.Outputs, this);

    public Value CountBelow(IEnumerable<double> knots) => new(new CountOperation([.. knots], false), 1, this);

    public Value CountAtMost(IEnumerable<double> knots) => new(new CountOperation([.. knots], true), 1, this);

    public Value IsIn(IEnumerable<double> numbers) => new(new MemberOperation([.. numbers.Order()]), 1, this);

    public Value Nearest(NeighborTables neighbors) => new(new NearestOperation(neighbors), neighbors.Outputs, this);

    public Value Measure(TextMeasure measure, params ReadOnlySpan<Value> others) => new(new MeasureOperation(measure), 1, [this, .. others]);

    public Value Hash() => new(new HashOperation(), 1, this);

    internal Value WithArguments(ImmutableArray<Value> arguments) => new(Operation, Width, arguments);
}
