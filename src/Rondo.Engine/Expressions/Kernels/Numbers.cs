namespace Rondo.Engine.Expressions.Kernels;

interface IDoubleFunction
{
    /// <summary>NaN in gives NaN out; NaN is missing.</summary>
    static abstract double Of(double x);
}

interface IDoubleOperator
{
    static abstract double Of(double x, double y);
}

interface IDoubleComparison
{
    static abstract bool Of(double x, double y);
}

interface ILongFunction
{
    /// <summary>False where the result is missing.</summary>
    static abstract bool Of(long x, out long result);
}

interface ILongOperator
{
    /// <summary>False where the result is missing: an overflow, a division by zero.</summary>
    static abstract bool Of(long x, long y, out long result);
}

interface ILongToDouble
{
    static abstract double Of(long x);
}

interface IDoubleToLong
{
    static abstract bool Of(double x, out long result);
}

sealed class DoubleFunction<T>(Workspace workspace, Kernel argument) : Kernel(workspace, ValueKind.Double)
    where T : struct, IDoubleFunction
{
    protected override void Compute(int start, int count)
    {
        argument.Run(start, count);
        var x = argument.Doubles.AsSpan(0, count);
        var result = Doubles.AsSpan(0, count);
        for (var i = 0; i < result.Length; i++) result[i] = T.Of(x[i]);
    }
}

sealed class DoubleOperator<T>(Workspace workspace, Kernel left, Kernel right) : Kernel(workspace, ValueKind.Double)
    where T : struct, IDoubleOperator
{
    protected override void Compute(int start, int count)
    {
        left.Run(start, count);
        right.Run(start, count);
        var x = left.Doubles.AsSpan(0, count);
        var y = right.Doubles.AsSpan(0, count);
        var result = Doubles.AsSpan(0, count);
        for (var i = 0; i < result.Length; i++) result[i] = T.Of(x[i], y[i]);
    }
}

sealed class DoubleComparison<T>(Workspace workspace, Kernel left, Kernel right) : Kernel(workspace, ValueKind.Boolean)
    where T : struct, IDoubleComparison
{
    protected override void Compute(int start, int count)
    {
        left.Run(start, count);
        right.Run(start, count);
        var x = left.Doubles.AsSpan(0, count);
        var y = right.Doubles.AsSpan(0, count);
        var result = Longs.AsSpan(0, count);
        for (var i = 0; i < result.Length; i++)
        {
            Missing[i] = double.IsNaN(x[i]) || double.IsNaN(y[i]);
            result[i] = T.Of(x[i], y[i]) ? 1 : 0;
        }
    }
}

sealed class LongFunction<T>(Workspace workspace, Kernel argument, ValueKind kind) : Kernel(workspace, kind)
    where T : struct, ILongFunction
{
    protected override void Compute(int start, int count)
    {
        argument.Run(start, count);
        var x = argument.Longs.AsSpan(0, count);
        var result = Longs.AsSpan(0, count);
        for (var i = 0; i < result.Length; i++) Missing[i] = !T.Of(x[i], out result[i]) | argument.Missing[i];
    }
}

sealed class LongOperator<T>(Workspace workspace, Kernel left, Kernel right, ValueKind kind) : Kernel(workspace, kind)
    where T : struct, ILongOperator
{
    protected override void Compute(int start, int count)
    {
        left.Run(start, count);
        right.Run(start, count);
        var x = left.Longs.AsSpan(0, count);
        var y = right.Longs.AsSpan(0, count);
        var result = Longs.AsSpan(0, count);
        for (var i = 0; i < result.Length; i++) Missing[i] = !T.Of(x[i], y[i], out result[i]) | left.Missing[i] | right.Missing[i];
    }
}

sealed class LongToDouble<T>(Workspace workspace, Kernel argument) : Kernel(workspace, ValueKind.Double)
    where T : struct, ILongToDouble
{
    protected override void Compute(int start, int count)
    {
        argument.Run(start, count);
        var x = argument.Longs.AsSpan(0, count);
        var result = Doubles.AsSpan(0, count);
        for (var i = 0; i < result.Length; i++) result[i] = argument.Missing[i] ? double.NaN : T.Of(x[i]);
    }
}

sealed class DoubleToLong<T>(Workspace workspace, Kernel argument, ValueKind kind) : Kernel(workspace, kind)
    where T : struct, IDoubleToLong
{
    protected override void Compute(int start, int count)
    {
        argument.Run(start, count);
        var x = argument.Doubles.AsSpan(0, count);
        var result = Longs.AsSpan(0, count);
        for (var i = 0; i < result.Length; i++) Missing[i] = !T.Of(x[i], out result[i]);
    }
}

/// <summary>How many of the edges are at most x.</summary>
sealed class BinKernel(Workspace workspace, Kernel argument, Kernel[] edges) : Kernel(workspace, ValueKind.Int64)
{
    protected override void Compute(int start, int count)
    {
        argument.Run(start, count);
        var x = argument.Doubles.AsSpan(0, count);
        var result = Longs.AsSpan(0, count);
        result.Clear();
        foreach (var edge in edges)
        {
            var bound = edge.Doubles[0];
            for (var i = 0; i < result.Length; i++) result[i] += x[i] >= bound ? 1 : 0;
        }
        for (var i = 0; i < result.Length; i++) Missing[i] = double.IsNaN(x[i]);
    }
}
