using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions.Vocabulary;

namespace Rondo.Engine.Expressions;

/// <summary>Where something stands in the text of an expression: 1-based line and character; 0 when it was not read from a text.</summary>
public readonly record struct Place(int Line, int Column);

/// <summary>
/// A parsed expression: an immutable tree of literals, columns and calls (operators are calls by their symbol).
/// Two trees are equal when they mean the same; their places in the text don't count.
/// </summary>
public abstract record Expression
{
    public const int MaximumDepth = 200;

    public const int MaximumLength = 10_000;

    // The canonical form writes spaces and 1e14 in full, so what is stored may be longer than what a user may write.
    const int MaximumStoredLength = 10 * MaximumLength;

    private protected Expression() { }

    /// <summary>The functions and operators of the language.</summary>
    public static IEnumerable<FunctionInfo> Functions => FunctionCatalog.All.Select(f => new FunctionInfo(f.Name, f.Signature, f.Summary));

    public Place Place { get; init; }

    /// <summary>1 for a leaf, else one more than the deepest argument.</summary>
    public abstract int Depth { get; }

    /// <exception cref="RondoException">bad_expression, with line and column.</exception>
    public static Expression Parse(string text) => new Parser(text, MaximumLength).Parse();

    /// <summary>Parses and gives every part its type.</summary>
    /// <exception cref="RondoException">bad_expression, unknown_column, unknown_function or type_mismatch, with line and column; several at once.</exception>
    public static CompiledExpression Compile(string text, Schema schema) => Parse(text).Compile(schema);

    /// <summary>The columns that the expression reads, in order of first use.</summary>
    public static ImmutableArray<string> ReferencedColumns(string text) => Parse(text).ReferencedColumns();

    /// <summary>Parses a canonical text, which may be longer than what a user may write.</summary>
    internal static Expression ParseStored(string text) => new Parser(text, MaximumStoredLength).Parse();

    public CompiledExpression Compile(Schema schema) => new(this, Compiler.Compile(this, schema));

    public ImmutableArray<string> ReferencedColumns()
    {
        var names = new List<string>();
        Collect(this);
        return [.. names];

        void Collect(Expression expression)
        {
            if (expression is ColumnReference column && !names.Contains(column.Name)) names.Add(column.Name);
            if (expression is not Call call) return;
            foreach (var argument in call.Arguments) Collect(argument);
        }
    }

    /// <summary>The canonical text, which parses to an equal tree.</summary>
    public sealed override string ToString() => Printer.Print(this);

    public virtual bool Equals(Expression? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();
}

/// <summary>A constant: a long, a finite double, a bool, a text, or null for <c>missing</c>.</summary>
public sealed record Literal : Expression
{
    public Literal(object? value)
    {
        if (value is not (null or long or double or bool or string) || value is double number && !double.IsFinite(number))
            throw new ArgumentException($"'{value}' can't be a literal.", nameof(value));
        Value = value;
    }

    public object? Value { get; }

    public override int Depth => 1;
}

/// <summary>The value of a column.</summary>
public sealed record ColumnReference(string Name) : Expression
{
    public override int Depth => 1;
}

/// <summary>A function or operator and what it is applied to.</summary>
public sealed record Call : Expression
{
    public Call(string function, params ImmutableArray<Expression> arguments)
    {
        Function = function;
        Arguments = arguments;
        Depth = 1 + arguments.Select(a => a.Depth).DefaultIfEmpty().Max();
        if (Depth > MaximumDepth) throw Mistakes.TooDeep(arguments[0].Place);
    }

    /// <summary>The function's name, or the operator's symbol such as <c>+</c>; unary minus is <c>-</c> with one argument.</summary>
    public string Function { get; }

    public ImmutableArray<Expression> Arguments { get; }

    public override int Depth { get; }

    public bool Equals(Call? other) =>
        base.Equals(other) && Function == other.Function && Arguments.AsSpan().SequenceEqual(other.Arguments.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Function);
        foreach (var argument in Arguments) hash.Add(argument);
        return hash.ToHashCode();
    }
}
