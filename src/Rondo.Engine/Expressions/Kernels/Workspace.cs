using System.Buffers;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Expressions.Kernels;

/// <summary>One evaluation over one table: makes the kernels and owns their pooled buffers.</summary>
sealed class Workspace(Table table, int batchRows) : IDisposable
{
    private readonly List<double[]> _doubles = [];
    private readonly List<long[]> _longs = [];
    private readonly List<bool[]> _flags = [];
    private readonly List<Kernel>? _kernels;

    /// <summary>For one row whose cells change: it keeps its buffers, and remembers nothing by a text's code.</summary>
    Workspace(Table row)
        : this(row, 1) => _kernels = [];

    public static Workspace OfRow(Table row) => new(row);

    public bool IsRow => _kernels is not null;

    public int Rows => table.RowCount;

    public int BatchRows => batchRows;

    public void Add(Kernel kernel) => _kernels?.Add(kernel);

    /// <summary>Lets all kernels look at the cells again.</summary>
    public void Forget()
    {
        foreach (var kernel in _kernels!) kernel.Forget();
    }

    public Kernel Bind(TypedExpression expression)
    {
        switch (expression)
        {
            case TypedLiteral literal: return new ConstantKernel(this, literal.Value, literal.Kind);
            case TypedColumn column: return Bind(column);
            case TypedCall call:
                var arguments = new Kernel[call.Arguments.Length];
                for (var i = 0; i < arguments.Length; i++) arguments[i] = Bind(call.Arguments[i]);
                return call.Overload.Bind(arguments, this);
            default: throw new ArgumentException($"A {expression.GetType().Name} can't be evaluated.", nameof(expression));
        }
    }

    ColumnKernel Bind(TypedColumn reference)
    {
        var index = table.Schema.IndexOf(reference.Name);
        if (index < 0) throw new RondoException([new Mistake("unknown_column", $"There is no column '{reference.Name}'.") { Field = reference.Name }]);
        var column = table.Columns[index];
        if (ValueKinds.Of(column.Type) != reference.Kind)
            throw new RondoException([new Mistake("type_mismatch", $"The column '{reference.Name}' is {column.Type.Word}, not {reference.Kind.Word}.") { Field = reference.Name }]);
        return new ColumnKernel(this, column);
    }

    public double[] RentDoubles()
    {
        var buffer = ArrayPool<double>.Shared.Rent(batchRows);
        _doubles.Add(buffer);
        return buffer;
    }

    public long[] RentLongs()
    {
        var buffer = ArrayPool<long>.Shared.Rent(batchRows);
        _longs.Add(buffer);
        return buffer;
    }

    public bool[] RentFlags()
    {
        var buffer = ArrayPool<bool>.Shared.Rent(batchRows);
        _flags.Add(buffer);
        return buffer;
    }

    public void Dispose()
    {
        foreach (var buffer in _doubles) ArrayPool<double>.Shared.Return(buffer);
        foreach (var buffer in _longs) ArrayPool<long>.Shared.Return(buffer);
        foreach (var buffer in _flags) ArrayPool<bool>.Shared.Return(buffer);
    }
}
