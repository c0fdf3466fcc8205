using Rondo.Engine.Data;
using Rondo.Engine.Expressions;
using Rondo.Engine.Expressions.Kernels;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Export.OpGraph;

/// <summary>
/// A typed expression as a graph. Whole numbers are float64 here: within 2^53 they are the same, beyond it they are rounded where the
/// evaluator has all 64 bits, or a missing value for what 64 bits don't hold.
/// </summary>
static class ExpressionLowering
{
    /// <exception cref="Errors.RondoException">The expression has a function that cannot be exported.</exception>
    public static Value Lower(TypedExpression expression, Func<string, Value> column)
    {
        if (ConstantOf(expression) is { } constant) return constant;
        if (expression is TypedColumn reference) return column(reference.Name);
        var call = (TypedCall)expression;
        Value[] arguments = [.. call.Arguments.Select(a => Lower(a, column))];
        return LowerCall(call, arguments) ?? throw CannotExport.Because(call.Function, "no export has this function of these types");
    }

    // What hangs on no column is worked out now.
    static Value? ConstantOf(TypedExpression expression)
    {
        if (!IsConstant(expression)) return null;
        using var workspace = new Workspace(Table.Of(("nothing", new DoubleColumn([0]))), 1);
        var kernel = workspace.Bind(expression);
        kernel.Run(0, 1);
        if (expression.Kind == ValueKind.Double) return kernel.Doubles[0];
        if (expression.Kind == ValueKind.Text) return Value.OfText(kernel.Missing[0] ? null : kernel.Texts[kernel.Longs[0]]);
        return kernel.Missing[0] ? Value.Missing : kernel.Longs[0];
    }

    static bool IsConstant(TypedExpression expression) => expression is TypedLiteral || expression is TypedCall call && call.Arguments.All(IsConstant);

    static Value? LowerCall(TypedCall call, Value[] a) => call.Arguments.Any(x => x.Kind == ValueKind.Text) || call.Kind == ValueKind.Text
        ? TextCall(call, a)
        : Arithmetic(call, a) ?? Logic(call.Function, a) ?? Conversion(call, a) ?? Dates(call, a);

    static Value? Arithmetic(TypedCall call, Value[] a) => call.Function switch
    {
        "+" => a[0] + a[1],
        "-" => a.Length == 1 ? -a[0] : a[0] - a[1],
        "*" => a[0] * a[1],
        "/" => a[1].Is(0).Choose(Value.Missing, a[0] / a[1]),
        "%" => a[1].Is(0).Choose(Value.Missing, a[0].With(BinaryFunction.Remainder, a[1])),
        "^" or "pow" => (a[0].Is(0) & (a[1] < 0)).Choose(Value.Missing, a[0].With(BinaryFunction.Power, a[1])).UnlessMissing(a[0], a[1]),
        "exp" => a[0].Exp(),
        "log" => (a[0] <= 0).Choose(Value.Missing, a[0].Log()),
        "log1p" => (a[0] <= -1).Choose(Value.Missing, a[0].Log1P()),
        "sqrt" => a[0].Sqrt(),
        "abs" => a[0].Abs(),
        "floor" => a[0].Floor(),
        "ceil" => a[0].Ceil(),
        "round" => a.Length == 1 ? a[0].Round() : RoundTo(a[0], a[1]),
        "clip" => a[0].Maximum(a[1]).Minimum(a[2]),
        "min" => a.Aggregate((x, y) => x.Minimum(y)),
        "max" => a.Aggregate((x, y) => x.Maximum(y)),
        "bin" => a[0].CountAtMost(a.Skip(1).Select(edge => edge.Constant!.Value)).UnlessMissing(a[0]),
        _ => null,
    };

    static Value? RoundTo(Value x, Value digits)
    {
        if (digits.Constant is not { } number) return null;
        if (double.IsNaN(number)) return Value.Missing;
        var places = (int)Math.Clamp(Math.Truncate(number), -22, 22);
        var scale = 1.0;
        for (var i = 0; i < Math.Abs(places); i++) scale *= 10;
        if (places < 0) return (x / scale).Round() * scale;
        return ((x * scale).Abs() < 4503599627370496.0).Choose((x * scale).Round() / scale, x);
    }

    static Value? Logic(string function, Value[] a) => function switch
    {
        "==" => a[0].Is(a[1]).UnlessMissing(a),
        "!=" => (!a[0].Is(a[1])).UnlessMissing(a),
        "<" => (a[0] < a[1]).UnlessMissing(a),
        "<=" => (a[0] <= a[1]).UnlessMissing(a),
        ">" => (a[0] > a[1]).UnlessMissing(a),
        ">=" => (a[0] >= a[1]).UnlessMissing(a),
        // 1 and missing are left, of which the product is right.
        "and" => (a[0].Is(0) | a[1].Is(0)).Choose(0, a[0] * a[1]),
        "or" => (a[0].Is(1) | a[1].Is(1)).Choose(1, a[0] + a[1]),
        "not" => !a[0],
        "if" => a[0].IsMissing().Choose(Value.Missing, a[0].Choose(a[1], a[2])),
        "coalesce" => Coalesce(a),
        "is_missing" => a[0].IsMissing(),
        "in" => In(a[0], a[1..], item => a[0].Is(item)),
        _ => null,
    };

    static Value Coalesce(Value[] a) => a.Reverse().Aggregate((rest, x) => x.IsMissing().Choose(rest, x));

    static Value In(Value value, Value[] items, Func<Value, Value> isSame)
    {
        var numbers = items.Where(i => i.Constant is { } number && !double.IsNaN(number)).Select(i => i.Constant!.Value).ToArray();
        Value found = numbers.Length > 0 ? value.IsIn(numbers.Distinct()) : 0;
        var others = items.Where(i => i.Constant is not { } number || double.IsNaN(number)).ToArray();
        foreach (var item in others) found |= isSame(item);
        // Beside a missing item nothing is certainly not in the list.
        foreach (var item in others) found = (found | !item.IsMissing()).Choose(found, Value.Missing);
        return found.UnlessMissing(value);
    }

    static Value? Conversion(TypedCall call, Value[] a) => (call.Function, call.Arguments[0].Kind) switch
    {
        ("double" or "int64", ValueKind.Int64 or ValueKind.Boolean) => a[0],
        ("int64", ValueKind.Double) => ((a[0] >= -9223372036854775808.0) & (a[0] < 9223372036854775808.0)).Choose(a[0].Truncate(), Value.Missing),
        ("date", ValueKind.Timestamp or ValueKind.TimestampUtc) => CalendarFormulas.DayOf(a[0]),
        ("timestamp" or "timestamp_utc", ValueKind.Date) => a[0] * (double)CivilCalendar.MicrosecondsPerDay,
        ("date" or "timestamp" or "timestamp_utc", ValueKind.Date or ValueKind.Timestamp or ValueKind.TimestampUtc) => a[0],
        _ => null,
    };

    static Value? Dates(TypedCall call, Value[] a) => call.Function switch
    {
        "seconds" => a[0] / 1e6,
        "minutes" => a[0] / 60e6,
        "hours" => a[0] / 3600e6,
        "days" => a[0] / 86400e6,
        "months" => a[0] / (30.436875 * 86400e6),
        "years" => a[0] / (365.2425 * 86400e6),
        _ => PartOf(call.Function) is { } part ? CalendarFormulas.Part(part, a[0], call.Arguments[0].Kind.AsColumnType!.Value) : null,
    };

    static DatePart? PartOf(string function)
    {
        foreach (var part in Enum.GetValues<DatePart>())
            if (DateColumn.WordOf(part) == function) return part;
        return null;
    }

    static Value? TextCall(TypedCall call, Value[] a) => call.Function switch
    {
        "==" => Same(a[0], a[1]),
        "!=" => !Same(a[0], a[1]),
        "<" => (Order(a) < 0).UnlessMissing(a),
        "<=" => (Order(a) <= 0).UnlessMissing(a),
        ">" => (Order(a) > 0).UnlessMissing(a),
        ">=" => (Order(a) >= 0).UnlessMissing(a),
        "in" => InTexts(a[0], a[1..]),
        "if" => a[0].IsMissing().Choose(Value.OfText(null), a[0].Choose(a[1], a[2])),
        "coalesce" => Coalesce(a),
        "is_missing" => a[0].IsMissing(),
        "length" => a[0].Measure(TextMeasure.Length),
        "contains" => a[0].Measure(TextMeasure.Contains, a[1]),
        "starts_with" => a[0].Measure(TextMeasure.StartsWith, a[1]),
        "ends_with" => a[0].Measure(TextMeasure.EndsWith, a[1]),
        _ => null,
    };

    static Value Order(Value[] a) => a[0].With(BinaryFunction.CompareTexts, a[1]);

    static Value Same(Value x, Value y) => (x.Operation, y.Operation) switch
    {
        (_, TextOperation { Text: { } text }) => x.Lookup([text], double.NaN, -1) + 1,
        (TextOperation { Text: { } text }, _) => y.Lookup([text], double.NaN, -1) + 1,
        _ => Order([x, y]).Is(0).UnlessMissing(x, y),
    };

    static Value InTexts(Value value, Value[] items)
    {
        var texts = items.Select(i => i.Operation).OfType<TextOperation>().Select(t => t.Text).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var others = items.Where(i => i.Operation is not TextOperation { Text: not null }).ToArray();
        var found = value.Lookup(texts, double.NaN, -1) >= 0;
        foreach (var item in others) found |= Same(value, item) > 0;
        foreach (var item in others) found = (found | !item.IsMissing()).Choose(found, Value.Missing);
        return found.UnlessMissing(value);
    }
}
