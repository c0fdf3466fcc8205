using Rondo.Engine.Expressions.Kernels;
using static Rondo.Engine.Expressions.Vocabulary.Bindings;

namespace Rondo.Engine.Expressions.Vocabulary;

// Within the namespace, so that its names go before those of System.
using static Rondo.Engine.Expressions.ValueKind;

/// <summary>Comparisons: missing where either side is. Texts compare by code points, whatever the culture.</summary>
static class Comparisons
{
    public static readonly Function[] Functions =
    [
        new("==", "x == y", "Equal.", [.. Everything.Select(k => Compare<Equal>(k))]),
        new("!=", "x != y", "Unequal.", [.. Everything.Select(k => Compare<Unequal>(k))]),
        new("<", "x < y", "Less.", [.. Comparables.Select(k => Compare<Less>(k))]),
        new("<=", "x <= y", "Less or equal.", [.. Comparables.Select(k => Compare<AtMost>(k))]),
        new(">", "x > y", "Greater.", [.. Comparables.Select(k => Compare<Greater>(k))]),
        new(">=", "x >= y", "Greater or equal.", [.. Comparables.Select(k => Compare<AtLeast>(k))]),
        new("in", "x in (a, b, ...)", "Whether x equals one of the values; missing where it equals none and one of them, or x, is missing.", [.. Everything.Select(In)]),
    ];

    /// <summary>Negative, 0 or positive by code points: surrogates, which stand for the largest code points, sort above all else.</summary>
    public static int Order(string x, string y)
    {
        var length = Math.Min(x.Length, y.Length);
        for (var i = 0; i < length; i++)
            if (x[i] != y[i]) return Rank(x[i]) - Rank(y[i]);
        return x.Length - y.Length;

        static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
    }

    static Overload Compare<T>(ValueKind kind)
        where T : struct, IDoubleComparison, ILongOperator => new([kind, kind], ValueKind.Boolean, (a, w) => Compare<T>(a[0], a[1], w));

    static Overload In(ValueKind kind) => new([kind, kind], ValueKind.Boolean, (a, w) =>
    {
        var constants = a.Skip(1).Where(item => item.IsConstant).ToArray();
        var parts = a.Skip(1).Where(item => !item.IsConstant).Select(item => Compare<Equal>(a[0], item, w)).ToList();
        if (constants.Length > 0) parts.Add(kind == Text ? InTexts(a[0], constants, w) : new MembershipKernel(w, a[0], constants));
        return Fold([.. parts], (x, y) => new AndOrKernel(w, x, y, isOr: true));
    })
    { Repeats = true };

    static TextKernel InTexts(Kernel value, Kernel[] constants, Workspace w)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var notFound = 0L;
        foreach (var constant in constants)
        {
            constant.Run(0, 1);
            if (constant.Missing[0]) notFound = TextArguments.Missing;
            else texts.Add(constant.Texts[constant.Longs[0]]);
        }
        return new TextKernel(w, t => texts.Contains(t.Texts[0]) ? 1 : notFound, ValueKind.Boolean, [value]);
    }

    static Kernel Compare<T>(Kernel x, Kernel y, Workspace w)
        where T : struct, IDoubleComparison, ILongOperator => x.Kind switch
        {
            Double => new DoubleComparison<T>(w, x, y),
            Text => new TextKernel(w, Texts<T>, ValueKind.Boolean, [x, y]),
            _ => new LongOperator<T>(w, x, y, ValueKind.Boolean),
        };

    static long Texts<T>(TextArguments a)
        where T : struct, ILongOperator
    {
        T.Of(Order(a.Texts[0], a.Texts[1]), 0, out var result);
        return result;
    }
}

readonly struct Equal : IDoubleComparison, ILongOperator
{
    public static bool Of(double x, double y) => x == y;

    public static bool Of(long x, long y, out long result)
    {
        result = x == y ? 1 : 0;
        return true;
    }
}

readonly struct Unequal : IDoubleComparison, ILongOperator
{
    public static bool Of(double x, double y) => x != y;

    public static bool Of(long x, long y, out long result)
    {
        result = x != y ? 1 : 0;
        return true;
    }
}

readonly struct Less : IDoubleComparison, ILongOperator
{
    public static bool Of(double x, double y) => x < y;

    public static bool Of(long x, long y, out long result)
    {
        result = x < y ? 1 : 0;
        return true;
    }
}

readonly struct AtMost : IDoubleComparison, ILongOperator
{
    public static bool Of(double x, double y) => x <= y;

    public static bool Of(long x, long y, out long result)
    {
        result = x <= y ? 1 : 0;
        return true;
    }
}

readonly struct Greater : IDoubleComparison, ILongOperator
{
    public static bool Of(double x, double y) => x > y;

    public static bool Of(long x, long y, out long result)
    {
        result = x > y ? 1 : 0;
        return true;
    }
}

readonly struct AtLeast : IDoubleComparison, ILongOperator
{
    public static bool Of(double x, double y) => x >= y;

    public static bool Of(long x, long y, out long result)
    {
        result = x >= y ? 1 : 0;
        return true;
    }
}
