using Rondo.Engine.Expressions.Kernels;

namespace Rondo.Engine.Expressions.Vocabulary;

/// <summary>Short ways to write overloads.</summary>
static class Bindings
{
    public static readonly ValueKind[] Comparables =
        [ValueKind.Int64, ValueKind.Double, ValueKind.Text, ValueKind.Date, ValueKind.Timestamp, ValueKind.TimestampUtc, ValueKind.Duration];

    public static readonly ValueKind[] Everything = [.. Comparables, ValueKind.Boolean];

    public static Overload OfDouble<T>()
        where T : struct, IDoubleFunction => new([ValueKind.Double], ValueKind.Double, (a, w) => new DoubleFunction<T>(w, a[0]));

    public static Overload OfDoubles<T>()
        where T : struct, IDoubleOperator => new([ValueKind.Double, ValueKind.Double], ValueKind.Double, (a, w) => new DoubleOperator<T>(w, a[0], a[1]));

    public static Overload OfLong<T>(ValueKind takes, ValueKind gives)
        where T : struct, ILongFunction => new([takes], gives, (a, w) => new LongFunction<T>(w, a[0], gives));

    public static Overload OfLongs<T>(ValueKind left, ValueKind right, ValueKind gives)
        where T : struct, ILongOperator => new([left, right], gives, (a, w) => new LongOperator<T>(w, a[0], a[1], gives));

    public static Overload ToDouble<T>(ValueKind takes)
        where T : struct, ILongToDouble => new([takes], ValueKind.Double, (a, w) => new LongToDouble<T>(w, a[0]));

    public static Overload OfTexts(ValueKind[] takes, ValueKind gives, TextFunction function) =>
        new([.. takes], gives, (a, w) => new TextKernel(w, function, gives, a));

    /// <summary>Joins all arguments by an associative operation, as a balanced tree: thousands of arguments make no deep recursion.</summary>
    public static Kernel Fold(ReadOnlySpan<Kernel> arguments, Func<Kernel, Kernel, Kernel> join)
    {
        if (arguments.Length == 1) return arguments[0];
        var half = arguments.Length / 2;
        return join(Fold(arguments[..half], join), Fold(arguments[half..], join));
    }
}
