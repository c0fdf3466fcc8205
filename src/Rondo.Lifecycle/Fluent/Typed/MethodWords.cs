using System.Collections.ObjectModel;
using System.Linq.Expressions;
using Rondo.Engine.Expressions;
using Node = System.Linq.Expressions.Expression;
using Text = Rondo.Engine.Expressions.Expression;

namespace Rondo.Lifecycle.Fluent.Typed;

/// <summary>Methods and properties of .NET that the language of expressions has a word for.</summary>
static class MethodWords
{
    public static Text? Translate(MethodCallExpression call, Func<Node, Text> translate)
    {
        var (method, arguments) = (call.Method, call.Arguments);
        if (method.DeclaringType == typeof(Math)) return OfMath(method.Name, arguments, translate);
        if (method.DeclaringType == typeof(string)) return OfString(method.Name, call.Object, arguments, translate);
        return method.Name == "GetValueOrDefault" && call.Object is { } owner && arguments is [var other] ? new Call("coalesce", translate(owner), translate(other)) : null;
    }

    static Call? OfMath(string name, ReadOnlyCollection<Node> arguments, Func<Node, Text> translate)
    {
        // C# rounds a half to the even number unless it is told otherwise; the language rounds it away from zero.
        if (name == nameof(Math.Round))
        {
            if (!Constants.TryOf(arguments[^1], out var rule) || rule is not MidpointRounding.AwayFromZero) return null;
            return new Call("round", [.. arguments.Take(arguments.Count - 1).Select(translate)]);
        }
        var function = (name, arguments.Count) switch
        {
            (nameof(Math.Abs), 1) => "abs",
            (nameof(Math.Floor), 1) => "floor",
            (nameof(Math.Ceiling), 1) => "ceil",
            (nameof(Math.Exp), 1) => "exp",
            (nameof(Math.Log), 1) => "log",
            (nameof(Math.Sqrt), 1) => "sqrt",
            (nameof(Math.Pow), 2) => "pow",
            (nameof(Math.Min), 2) => "min",
            (nameof(Math.Max), 2) => "max",
            (nameof(Math.Clamp), 3) => "clip",
            _ => null,
        };
        return function is null ? null : new Call(function, [.. arguments.Select(translate)]);
    }

    static Call? OfString(string name, Node? owner, ReadOnlyCollection<Node> arguments, Func<Node, Text> translate)
    {
        if (name == nameof(string.Concat) && arguments.All(a => a.Type == typeof(string))) return new Call("concat", [.. arguments.Select(translate)]);
        if (name == nameof(string.IsNullOrEmpty)) return new Call("==", new Call("coalesce", translate(arguments[0]), new Literal("")), new Literal(""));
        if (owner is null) return null;
        if (arguments is [var first, var comparison] && Constants.TryOf(comparison, out var rule) && rule is StringComparison.Ordinal) arguments = new([first]);
        if (name == nameof(string.Substring)) return new Call("substring", [translate(owner), Place(arguments[0], translate), .. arguments.Skip(1).Select(translate)]);
        var function = (name, arguments.Count) switch
        {
            (nameof(string.Contains), 1) => "contains",
            (nameof(string.StartsWith), 1) => "starts_with",
            (nameof(string.EndsWith), 1) => "ends_with",
            (nameof(string.Replace), 2) => "replace",
            (nameof(string.ToLower) or nameof(string.ToLowerInvariant), 0) => "lower",
            (nameof(string.ToUpper) or nameof(string.ToUpperInvariant), 0) => "upper",
            (nameof(string.Trim), 0) => "trim",
            _ => null,
        };
        return function is null ? null : new Call(function, [translate(owner), .. arguments.Select(translate)]);
    }

    // The first letter is 0 to C#, and 1 to the language.
    static Text Place(Node start, Func<Node, Text> translate) =>
        Constants.TryOf(start, out var value) && value is int at ? new Literal((long)at + 1) : new Call("+", translate(start), new Literal(1L));

    public static Text? Property(Type type, string name, Node owner, Func<Node, Text> translate)
    {
        if (Nullable.GetUnderlyingType(owner.Type) is not null)
        {
            if (name == "Value") return translate(owner);
            if (name == "HasValue") return new Call("not", new Call("is_missing", translate(owner)));
        }
        if (type == typeof(string)) return name == nameof(string.Length) ? new Call("length", translate(owner)) : null;
        if (type == typeof(TimeSpan)) return Span(name) is { } unit ? new Call(unit, translate(owner)) : null;
        if (type != typeof(DateTime) && type != typeof(DateOnly) && type != typeof(DateTimeOffset)) return null;
        // Sunday is 0 to C#, and 7 to the language.
        if (name == nameof(DateTime.DayOfWeek)) return new Call("%", new Call("weekday", translate(owner)), new Literal(7L));
        return Part(name) is { } part ? new Call(part, translate(owner)) : null;
    }

    static string? Span(string name) => name switch
    {
        nameof(TimeSpan.TotalSeconds) => "seconds",
        nameof(TimeSpan.TotalMinutes) => "minutes",
        nameof(TimeSpan.TotalHours) => "hours",
        nameof(TimeSpan.TotalDays) => "days",
        _ => null,
    };

    static string? Part(string name) => name switch
    {
        nameof(DateTime.Year) => "year",
        nameof(DateTime.Month) => "month",
        nameof(DateTime.Day) => "day",
        nameof(DateTime.DayOfYear) => "day_of_year",
        nameof(DateTime.Hour) => "hour",
        nameof(DateTime.Minute) => "minute",
        nameof(DateTime.Second) => "second",
        nameof(DateTime.Date) => "date",
        _ => null,
    };
}
