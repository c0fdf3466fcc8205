using Rondo.Engine.Expressions.Kernels;
using static Rondo.Engine.Expressions.Vocabulary.Bindings;

namespace Rondo.Engine.Expressions.Vocabulary;

// Within the namespace, so that its names go before those of System.
using static Rondo.Engine.Expressions.ValueKind;

/// <summary>Truth and what hangs on it.</summary>
static class Choices
{
    public static readonly Function[] Functions =
    [
        new("and", "a and b", "Both; false if either is false, else missing if either is missing.",
            new Overload([ValueKind.Boolean, ValueKind.Boolean], ValueKind.Boolean, (a, w) => new AndOrKernel(w, a[0], a[1], isOr: false))),
        new("or", "a or b", "Either; true if either is true, else missing if either is missing.",
            new Overload([ValueKind.Boolean, ValueKind.Boolean], ValueKind.Boolean, (a, w) => new AndOrKernel(w, a[0], a[1], isOr: true))),
        new("not", "not a", "The opposite.", OfLong<Not>(ValueKind.Boolean, ValueKind.Boolean)),
        new("if", "if(condition, a, b)", "a where the condition is true, b where it is false, missing where it is missing.", [.. Everything.Select(If)]),
        new("coalesce", "coalesce(a, b, ...)", "The first that is not missing.", [.. Everything.Select(Coalesce)]),
        new("is_missing", "is_missing(x)", "Whether x is missing; never missing itself.",
            [.. Everything.Select(k => new Overload([k], ValueKind.Boolean, (a, w) => new IsMissingKernel(w, a[0])))]),
    ];

    static Overload If(ValueKind kind) => new([ValueKind.Boolean, kind, kind], kind, (a, w) =>
    {
        var branches = OnePool(a.AsSpan(1), w);
        return new IfKernel(w, a[0], branches[0], branches[1]);
    });

    static Overload Coalesce(ValueKind kind) => new([kind, kind], kind, (a, w) =>
        Fold(OnePool(a, w), (x, y) => new CoalesceKernel(w, x, y)))
    { Repeats = true };

    /// <summary>Texts of several kernels get codes of one pool; anything else stays as it is.</summary>
    static Kernel[] OnePool(ReadOnlySpan<Kernel> kernels, Workspace workspace)
    {
        if (kernels[0].Kind != Text) return kernels.ToArray();
        var size = 0L;
        foreach (var kernel in kernels) size = Math.Min(int.MaxValue, size + kernel.Texts.MaximumCount);
        var pool = new TextPool(size);
        var copies = new Kernel[kernels.Length];
        for (var i = 0; i < copies.Length; i++) copies[i] = new TextKernel(workspace, Texts.Copy, Text, [kernels[i]], pool);
        return copies;
    }
}

readonly struct Not : ILongFunction
{
    public static bool Of(long x, out long result)
    {
        result = 1 - x;
        return true;
    }
}
