using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;
using Node = System.Linq.Expressions.Expression;
using Text = Rondo.Engine.Expressions.Expression;

namespace Rondo.Lifecycle.Fluent.Typed;

/// <summary>
/// Lambdas over a record as expressions of the file's language, with C#'s meaning: whole numbers divide to whole numbers, Sunday is 0.
/// What the language has no word for is refused by its name.
/// </summary>
static class LambdaText
{
    /// <summary>The canonical text.</summary>
    /// <exception cref="RondoException">Something in it has no counterpart.</exception>
    public static string Of(LambdaExpression lambda) => Translate(lambda.Body).ToString();

    /// <summary>The column of <c>h =&gt; h.Property</c>.</summary>
    public static string ColumnOf(LambdaExpression lambda) =>
        Bare(lambda.Body) is MemberExpression { Expression: ParameterExpression, Member: PropertyInfo property } ? RecordSchema.ColumnOf(property)
            : throw new RondoException("bad_expression", $"'{lambda}' is no property of the record.", "Write `h => h.Property`.");

    static Node Bare(Node node) => node is UnaryExpression { NodeType: ExpressionType.Convert } convert ? Bare(convert.Operand) : node;

    static Text Translate(Node node)
    {
        if (Constants.TryOf(node, out var value)) return LiteralOf(value, node);
        return node switch
        {
            BinaryExpression binary => Binary(binary),
            UnaryExpression unary => Unary(unary),
            ConditionalExpression choice => new Call("if", Translate(choice.Test), Translate(choice.IfTrue), Translate(choice.IfFalse)),
            MemberExpression member => Member(member),
            MethodCallExpression call => MethodWords.Translate(call, Translate) ?? throw Refused(call.Method.DeclaringType!.Name + "." + call.Method.Name),
            _ => throw Refused(node.ToString()),
        };
    }

    static Call Binary(BinaryExpression binary)
    {
        if (binary.NodeType is ExpressionType.Equal or ExpressionType.NotEqual && Missing(binary) is { } asked)
            return binary.NodeType == ExpressionType.Equal ? asked : new Call("not", asked);
        var (left, right) = (Translate(binary.Left), Translate(binary.Right));
        var function = binary.NodeType switch
        {
            ExpressionType.Add or ExpressionType.AddChecked => "+",
            ExpressionType.Subtract or ExpressionType.SubtractChecked => "-",
            ExpressionType.Multiply or ExpressionType.MultiplyChecked => "*",
            ExpressionType.Divide => "/",
            ExpressionType.Modulo => "%",
            ExpressionType.AndAlso => "and",
            ExpressionType.OrElse => "or",
            ExpressionType.Equal => "==",
            ExpressionType.NotEqual => "!=",
            ExpressionType.LessThan => "<",
            ExpressionType.LessThanOrEqual => "<=",
            ExpressionType.GreaterThan => ">",
            ExpressionType.GreaterThanOrEqual => ">=",
            ExpressionType.Coalesce => "coalesce",
            _ => throw Refused($"the operator {binary.NodeType}"),
        };
        var call = new Call(function, left, right);
        return function == "/" && IsWhole(binary.Type) ? new Call("int64", call) : call;
    }

    // A comparison with null asks whether the value is missing.
    static Call? Missing(BinaryExpression binary)
    {
        if (Constants.TryOf(binary.Right, out var right) && right is null) return new Call("is_missing", Translate(binary.Left));
        return Constants.TryOf(binary.Left, out var left) && left is null ? new Call("is_missing", Translate(binary.Right)) : null;
    }

    static Text Unary(UnaryExpression unary) => unary.NodeType switch
    {
        ExpressionType.Not when Plain(unary.Type) == typeof(bool) => new Call("not", Translate(unary.Operand)),
        ExpressionType.Negate or ExpressionType.NegateChecked => new Call("-", Translate(unary.Operand)),
        // The language widens by itself; what C# cuts, it must be told to cut.
        ExpressionType.Convert or ExpressionType.ConvertChecked => IsWhole(unary.Type) && IsReal(unary.Operand.Type)
            ? new Call("int64", Translate(unary.Operand)) : Translate(unary.Operand),
        _ => throw Refused($"the operator {unary.NodeType}"),
    };

    static Text Member(MemberExpression member)
    {
        if (member is { Expression: ParameterExpression, Member: PropertyInfo property }) return new ColumnReference(RecordSchema.ColumnOf(property));
        if (member.Expression is not { } owner) throw Refused(member.Member.DeclaringType!.Name + "." + member.Member.Name);
        return MethodWords.Property(Plain(owner.Type), member.Member.Name, owner, Translate) ?? throw Refused(owner.Type.Name + "." + member.Member.Name);
    }

    static Text LiteralOf(object? value, Node node) => value switch
    {
        null or bool or string or long => new Literal(value),
        double number when double.IsFinite(number) => new Literal(number),
        float or decimal => new Literal(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        char letter => new Literal(letter.ToString()),
        Enum or int or short or byte or uint or ushort or sbyte => new Literal(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        DateOnly day => new Call("date", new Literal(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        DateTime time => new Call("timestamp", new Literal(time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture))),
        _ => throw Refused(node.ToString()),
    };

    static bool IsWhole(Type type) => Plain(type) is var plain && (plain == typeof(int) || plain == typeof(long) || plain == typeof(short) || plain == typeof(byte));

    static bool IsReal(Type type) => Plain(type) is var plain && (plain == typeof(double) || plain == typeof(float) || plain == typeof(decimal));

    static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    static RondoException Refused(string what) => new("bad_expression",
        $"{what} has no counterpart in the language of expressions.", "It knows arithmetic, comparisons, `? :`, `??`, and much of Math, string and DateTime: see docs/guide/csharp.md.");
}
