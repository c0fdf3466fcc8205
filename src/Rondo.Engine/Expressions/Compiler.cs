using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions.Vocabulary;

namespace Rondo.Engine.Expressions;

/// <summary>Finds columns and functions, chooses overloads, and collects every mistake on the way.</summary>
sealed class Compiler
{
    static readonly string[] Equalities = ["==", "!=", "<", "<=", ">", ">="];

    private readonly Schema _schema;
    private readonly List<Mistake> _mistakes = [];

    Compiler(Schema schema) => _schema = schema;

    public static TypedExpression Compile(Expression expression, Schema schema)
    {
        var compiler = new Compiler(schema);
        var typed = compiler.Type(expression);
        if (typed is { Kind: ValueKind.Missing })
            compiler.Refuse("type_mismatch", "The expression has no type: it is missing in every row.", expression.Place);
        if (typed is { Kind: ValueKind.Duration })
            compiler.Refuse("type_mismatch", "The expression gives a duration, which is no column.", expression.Place, "Write days(...), hours(...), minutes(...), seconds(...) or months(...) around it.");
        return compiler._mistakes.Count == 0 ? typed! : throw new RondoException(compiler._mistakes);
    }

    /// <summary>The typed form, or null after a mistake, which is noted.</summary>
    TypedExpression? Type(Expression expression) => expression switch
    {
        Literal literal => new TypedLiteral(literal.Value, KindOf(literal.Value)),
        ColumnReference column => Type(column),
        Call call => Type(call),
        _ => throw new ArgumentException($"A {expression.GetType().Name} is no expression.", nameof(expression)),
    };

    static ValueKind KindOf(object? literal) => literal switch
    {
        null => ValueKind.Missing,
        bool => ValueKind.Boolean,
        long => ValueKind.Int64,
        double => ValueKind.Double,
        _ => ValueKind.Text,
    };

    TypedColumn? Type(ColumnReference column)
    {
        if (_schema.Find(column.Name) is { } field) return new TypedColumn(field.Name, ValueKinds.Of(field.Type));
        var names = _schema.Fields.Select(f => f.Name).ToArray();
        var hint = Spelling.DidYouMean(column.Name, names)
            ?? (FunctionCatalog.Find(column.Name) is { } function ? $"The function is written {function.Signature}."
                : names.Length is > 0 and <= 12 ? $"Known: {string.Join(", ", names)}." : "A text stands in quotes: 'like this'.");
        _mistakes.Add(Mistakes.At("unknown_column", $"There is no column '{column.Name}'.", column.Place, hint) with { Field = column.Name });
        return null;
    }

    TypedExpression? Type(Call call)
    {
        var function = FunctionCatalog.Find(call.Function);
        if (function is null)
            Refuse("unknown_function", $"There is no function '{call.Function}'.", call.Place, Spelling.DidYouMean(call.Function, FunctionCatalog.All.Select(f => f.Name)) ?? FunctionCatalog.OfOtherLanguages(call.Function));
        // All arguments are looked at even after a mistake, for users want to know all mistakes at once.
        var arguments = new TypedExpression?[call.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = Type(call.Arguments[i]);
        if (function is null || arguments.Contains(null)) return null;
        return Choose(call, function, [.. arguments!]);
    }

    TypedExpression? Choose(Call call, Function function, ImmutableArray<TypedExpression> arguments)
    {
        if (Equalities.Contains(call.Function) && arguments.Any(a => a.Kind == ValueKind.Missing))
            return Refuse("type_mismatch", "A comparison with missing is always missing.", call.Place, "Write is_missing(x).");
        if (!function.Overloads.Any(o => o.Accepts(arguments.Length)))
            return Refuse("bad_expression", $"'{function.Name}' does not take {Count(arguments.Length)}.", call.Place, $"It is written {function.Signature}.");
        foreach (var overload in function.Overloads)
        {
            if (!overload.Accepts(arguments.Length) || !Fits(overload, arguments)) continue;
            if (function.Check?.Invoke(call) is { } problem) return Refuse("bad_expression", problem, call.Place, $"It is written {function.Signature}.");
            return new TypedCall(function.Name, overload, [.. arguments.Select((a, i) => Convert(a, overload.Kind(i)))]);
        }
        var kinds = string.Join(" and ", arguments.Select(a => a.Kind.Word));
        return Refuse("type_mismatch", $"'{function.Name}' does not take {kinds}.", call.Place, Hint(call, function, arguments));
    }

    static string Count(int arguments) => arguments switch
    {
        0 => "no arguments",
        1 => "one argument",
        _ => $"{arguments} arguments",
    };

    static bool Fits(Overload overload, ImmutableArray<TypedExpression> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
            if (arguments[i].Kind != overload.Kind(i) && (overload.IsExact || !Converts(arguments[i].Kind, overload.Kind(i)))) return false;
        return true;
    }

    static bool Converts(ValueKind from, ValueKind to) =>
        from == to || from == ValueKind.Missing || (from, to) is (ValueKind.Int64, ValueKind.Double) or (ValueKind.Date, ValueKind.Timestamp);

    static TypedExpression Convert(TypedExpression argument, ValueKind to)
    {
        if (argument.Kind == to) return argument;
        return argument switch
        {
            { Kind: ValueKind.Missing } => new TypedLiteral(null, to),
            TypedLiteral { Value: long whole } => new TypedLiteral((double)whole, ValueKind.Double),
            _ => new TypedCall(to.Word, FunctionCatalog.Find(to.Word)!.Overloads.First(o => o.Accepts(1) && o.Kind(0) == argument.Kind), [argument]),
        };
    }

    static string Hint(Call call, Function function, ImmutableArray<TypedExpression> arguments)
    {
        var kinds = arguments.Select(a => a.Kind).ToHashSet();
        var temporal = kinds.FirstOrDefault(k => k is ValueKind.Date or ValueKind.Timestamp or ValueKind.TimestampUtc, ValueKind.Missing);
        var quoted = call.Arguments.OfType<Literal>().Select(l => l.Value).OfType<string>().FirstOrDefault();
        if (temporal != ValueKind.Missing && quoted is not null && Equalities.Contains(call.Function)) return $"Write {temporal.Word}('{quoted}').";
        if (quoted is not null && double.TryParse(quoted, System.Globalization.CultureInfo.InvariantCulture, out _) && (kinds.Contains(ValueKind.Int64) || kinds.Contains(ValueKind.Double)))
            return "Write the number without quotes.";
        if (kinds.Contains(ValueKind.Timestamp) && kinds.Contains(ValueKind.TimestampUtc)) return "One of the clocks has no zone; timestamp(x) and timestamp_utc(x) convert.";
        if (function.Name is "concat" or "+" && kinds.Contains(ValueKind.Text)) return "text(x) writes a value as text.";
        if (kinds.Contains(ValueKind.Boolean) && (function.Name.Length == 1 || function.Name is "min" or "max")) return "int64(x) makes true 1 and false 0.";
        return $"It is written {function.Signature}.";
    }

    TypedExpression? Refuse(string code, string message, Place place, string? hint = null)
    {
        _mistakes.Add(Mistakes.At(code, message, place, hint));
        return null;
    }
}
