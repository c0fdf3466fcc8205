using Rondo.Engine.Expressions.Kernels;
using static Rondo.Engine.Expressions.Vocabulary.Bindings;

namespace Rondo.Engine.Expressions.Vocabulary;

// Within the namespace, so that its names go before those of System.
using static Rondo.Engine.Expressions.ValueKind;

/// <summary>
/// Numbers. Whole numbers stay whole, except under / and ^; a result that 64 bits don't hold is missing,
/// and so is every undefined one: a division by zero, the logarithm of 0, the root of -1.
/// </summary>
static class Arithmetic
{
    public static readonly Function[] Functions =
    [
        new("+", "x + y", "Sum of numbers; texts joined; a time moved by a duration.",
            OfLongs<Add>(Int64, Int64, Int64), OfDoubles<Add>(), Texts.Join,
            OfLongs<Add>(Timestamp, Duration, Timestamp), OfLongs<Add>(Duration, Timestamp, Timestamp),
            OfLongs<Add>(TimestampUtc, Duration, TimestampUtc), OfLongs<Add>(Duration, TimestampUtc, TimestampUtc), OfLongs<Add>(Duration, Duration, Duration)),
        new("-", "x - y", "Difference of numbers; the duration between two dates or times; with one argument the negative.",
            OfLongs<Subtract>(Int64, Int64, Int64), OfDoubles<Subtract>(),
            OfLongs<Subtract>(Timestamp, Timestamp, Duration), OfLongs<Subtract>(TimestampUtc, TimestampUtc, Duration),
            OfLongs<Subtract>(Timestamp, Duration, Timestamp), OfLongs<Subtract>(TimestampUtc, Duration, TimestampUtc), OfLongs<Subtract>(Duration, Duration, Duration),
            OfLong<Negate>(Int64, Int64), OfDouble<Negate>(), OfLong<Negate>(Duration, Duration)),
        new("*", "x * y", "Product.", OfLongs<Multiply>(Int64, Int64, Int64), OfDoubles<Multiply>()),
        new("/", "x / y", "Quotient, always a double; missing where y is 0.", OfDoubles<Divide>()),
        new("%", "x % y", "Remainder with the sign of x; missing where y is 0.", OfLongs<Remainder>(Int64, Int64, Int64), OfDoubles<Remainder>()),
        new("^", "x ^ y", "Power, always a double.", OfDoubles<Power>()),
        new("pow", "pow(x, y)", "Power, always a double.", OfDoubles<Power>()),
        new("exp", "exp(x)", "e to the power of x.", OfDouble<Exp>()),
        new("log", "log(x)", "Natural logarithm; missing where x is 0 or less.", OfDouble<Log>()),
        new("log1p", "log1p(x)", "log(1 + x), accurate for small x; missing where x is -1 or less.", OfDouble<Log1P>()),
        new("sqrt", "sqrt(x)", "Square root; missing where x is negative.", OfDouble<Sqrt>()),
        new("abs", "abs(x)", "Size without sign.", OfLong<Abs>(Int64, Int64), OfDouble<Abs>(), OfLong<Abs>(Duration, Duration)),
        new("round", "round(x) or round(x, digits)", "Nearest whole number, or with digits after the point; a half goes away from zero.",
            OfLong<Same>(Int64, Int64), OfDouble<Round>(), OfDoubles<RoundTo>()),
        new("floor", "floor(x)", "Largest whole number that is at most x.", OfLong<Same>(Int64, Int64), OfDouble<Floor>()),
        new("ceil", "ceil(x)", "Smallest whole number that is at least x.", OfLong<Same>(Int64, Int64), OfDouble<Ceil>()),
        new("clip", "clip(x, low, high)", "x kept within the bounds.", [.. Ordered.Select(Clip)]),
        new("min", "min(x, y, ...)", "Smallest; missing where any is.", [.. Ordered.Select(Smallest)]),
        new("max", "max(x, y, ...)", "Largest; missing where any is.", [.. Ordered.Select(Largest)]),
        new("bin", "bin(x, edge, edge, ...)", "How many of the edges are at most x: 0 below the first, 1 up to the second, and so on.",
            new Overload([Double, Double], Int64, (a, w) => new BinKernel(w, a[0], a[1..])) { Repeats = true }) { Check = EdgesAscend },
    ];

    static IEnumerable<ValueKind> Ordered => Comparables.Where(k => k != Text);

    static Overload Clip(ValueKind kind) => new([kind, kind, kind], kind, (a, w) => Min(Max(a[0], a[1], w), a[2], w));

    static Overload Smallest(ValueKind kind) => new([kind, kind], kind, (a, w) => Fold(a, (x, y) => Min(x, y, w))) { Repeats = true };

    static Overload Largest(ValueKind kind) => new([kind, kind], kind, (a, w) => Fold(a, (x, y) => Max(x, y, w))) { Repeats = true };

    static Kernel Min(Kernel x, Kernel y, Workspace w) => x.Kind == Double ? new DoubleOperator<Min>(w, x, y) : new LongOperator<Min>(w, x, y, x.Kind);

    static Kernel Max(Kernel x, Kernel y, Workspace w) => x.Kind == Double ? new DoubleOperator<Max>(w, x, y) : new LongOperator<Max>(w, x, y, x.Kind);

    static string? EdgesAscend(Call call)
    {
        var last = double.NegativeInfinity;
        foreach (var argument in call.Arguments.AsSpan()[1..])
        {
            if (argument is not Literal { Value: long or double } literal) return "The edges of 'bin' must be numbers.";
            var edge = Convert.ToDouble(literal.Value, System.Globalization.CultureInfo.InvariantCulture);
            if (edge <= last) return "The edges of 'bin' must ascend.";
            last = edge;
        }
        return null;
    }
}
