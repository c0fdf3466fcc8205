using System.Collections.Immutable;
using Rondo.Engine.Expressions.Vocabulary;

namespace Rondo.Engine.Expressions;

/// <summary>
/// A part of an expression whose type is known: what the evaluator runs and what exports are made of.
/// Implicit conversions stand in it as calls of <c>double</c> and <c>timestamp</c>.
/// </summary>
public abstract record TypedExpression(ValueKind Kind);

/// <summary>The value of a column.</summary>
public sealed record TypedColumn(string Name, ValueKind Kind) : TypedExpression(Kind);

/// <summary>A constant: long, double, bool, string, or null where it is missing.</summary>
public sealed record TypedLiteral(object? Value, ValueKind Kind) : TypedExpression(Kind);

/// <summary>A function applied to arguments of exactly the types that its overload takes.</summary>
public sealed record TypedCall : TypedExpression
{
    internal TypedCall(string function, Overload overload, ImmutableArray<TypedExpression> arguments)
        : base(overload.Gives)
    {
        Function = function;
        Overload = overload;
        Arguments = arguments;
    }

    public string Function { get; }

    public ImmutableArray<TypedExpression> Arguments { get; }

    internal Overload Overload { get; }
}
