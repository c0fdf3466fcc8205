using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Rondo.Engine.Expressions;

/// <summary>Writes the canonical text: one space around operators, parentheses only where they are needed.</summary>
static class Printer
{
    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Write(text, expression, Levels.Or);
        return text.ToString();
    }

    static void Write(StringBuilder text, Expression expression, int level)
    {
        var parenthesised = LevelOf(expression) < level;
        if (parenthesised) text.Append('(');
        switch (expression)
        {
            case Literal literal: text.Append(Text(literal.Value)); break;
            case ColumnReference column: text.Append(Name(column.Name)); break;
            case Call call: Write(text, call); break;
        }
        if (parenthesised) text.Append(')');
    }

    static void Write(StringBuilder text, Call call)
    {
        var arguments = call.Arguments;
        var level = LevelOf(call);
        switch (call.Function)
        {
            case "not" when arguments.Length == 1:
                text.Append("not ");
                Write(text, arguments[0], level);
                return;
            case "-" when arguments.Length == 1:
                text.Append('-');
                // Without parentheses the minus would become part of the number.
                Write(text, arguments[0], arguments[0] is Literal ? Levels.Primary + 1 : level);
                return;
            case "in" when arguments.Length > 0:
                Write(text, arguments[0], level + 1);
                text.Append(" in (");
                List(text, arguments[1..]);
                return;
            case not "in" when level < Levels.Primary:
                Write(text, arguments[0], level is Levels.Comparison or Levels.Power ? level + 1 : level);
                text.Append(' ').Append(call.Function).Append(' ');
                Write(text, arguments[1], level == Levels.Power ? Levels.Minus : level + 1);
                return;
            default:
                text.Append(call.Function).Append('(');
                List(text, arguments);
                return;
        }
    }

    static void List(StringBuilder text, ImmutableArray<Expression> items)
    {
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(", ");
            Write(text, items[i], Levels.Or);
        }
        text.Append(')');
    }

    static int LevelOf(Expression expression) => expression switch
    {
        Literal { Value: long and < 0 } => Levels.Minus,
        Literal { Value: double number } when double.IsNegative(number) => Levels.Minus,
        Call { Function: "not", Arguments.Length: 1 } => Levels.Not,
        Call { Function: "-", Arguments.Length: 1 } => Levels.Minus,
        Call { Function: "in", Arguments.Length: > 0 } => Levels.Comparison,
        Call { Arguments.Length: 2 } call when Levels.Of(call.Function) is > 0 and var level => level,
        _ => Levels.Primary,
    };

    static string Text(object? value) => value switch
    {
        null => "missing",
        bool truth => truth ? "true" : "false",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double number => Number(number),
        _ => $"'{((string)value).Replace("'", "''", StringComparison.Ordinal)}'",
    };

    static string Number(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny(".E") < 0 ? text + ".0" : text;
    }

    static string Name(string name)
    {
        var isPlain = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return isPlain && !Parser.Keywords.Contains(name) ? name : $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
    }
}
