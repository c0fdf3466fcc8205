using System.Linq.Expressions;
using System.Reflection;

namespace Rondo.Lifecycle.Fluent.Typed;

/// <summary>Values that a lambda has when it is written: literals, and variables around it.</summary>
static class Constants
{
    private static readonly object s_none = new();

    /// <summary>Whether the expression reads nothing of the lambda's parameter; then its value.</summary>
    public static bool TryOf(Expression expression, out object? value)
    {
        value = Read(expression);
        return value != s_none;
    }

    /// <summary>The value, or null when there is none.</summary>
    public static object? Of(Expression expression) => TryOf(expression, out var value) ? value : null;

    static object? Read(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Expression: null, Member: FieldInfo field } => field.GetValue(null),
        MemberExpression { Expression: null, Member: PropertyInfo property } => property.GetValue(null),
        MemberExpression { Expression: { } inner, Member: FieldInfo field } when Read(inner) is { } owner && owner != s_none => field.GetValue(owner),
        MemberExpression { Expression: { } inner, Member: PropertyInfo property } when Read(inner) is { } owner && owner != s_none => property.GetValue(owner),
        UnaryExpression { NodeType: ExpressionType.Convert } convert => Read(convert.Operand),
        UnaryExpression { NodeType: ExpressionType.Negate } minus => Read(minus.Operand) switch { double number => -number, int whole => -whole, long whole => -whole, _ => s_none },
        NewExpression { Constructor: { } constructor } made when made.Arguments.Select(Read).ToArray() is var arguments && !arguments.Contains(s_none) => constructor.Invoke(arguments),
        _ => s_none,
    };
}
