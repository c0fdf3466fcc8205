using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions.Kernels;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Expressions;

/// <summary>An expression whose types are known: immutable, and evaluated by any number of threads at a time.</summary>
public sealed class CompiledExpression
{
    const int BatchRows = 2048;

    internal CompiledExpression(Expression expression, TypedExpression typed)
    {
        Expression = expression;
        Typed = typed;
        ResultType = typed.Kind.AsColumnType!.Value;
        Columns = expression.ReferencedColumns();
    }

    public Expression Expression { get; }

    public TypedExpression Typed { get; }

    public ColumnType ResultType { get; }

    /// <summary>The columns that it reads, in order of first use.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>One value a row, bit-equal whatever the batches, so that a row is a batch of one.</summary>
    /// <exception cref="RondoException">A column is absent or has another type than the one that the expression was compiled for.</exception>
    public Column Evaluate(Table table) => Evaluate(table, BatchRows);

    /// <summary>The same for a row whose cells change: a cell that is filled each time that the steps run.</summary>
    public Column Bind(Table row, RowSteps steps)
    {
        var bound = new BoundExpression(this, row);
        steps.Add(bound.Run);
        return bound.Value;
    }

    internal Column Evaluate(Table table, int batchRows)
    {
        using var workspace = new Workspace(table, Math.Min(batchRows, Math.Max(table.RowCount, 1)));
        var root = workspace.Bind(Typed);
        return ResultType switch
        {
            ColumnType.Double => Doubles(root, workspace),
            ColumnType.Text => Texts(root, workspace),
            _ => Integers(root, workspace),
        };
    }

    static DoubleColumn Doubles(Kernel root, Workspace workspace)
    {
        var values = new double[workspace.Rows];
        for (var start = 0; start < values.Length; start += workspace.BatchRows)
        {
            var count = Math.Min(workspace.BatchRows, values.Length - start);
            root.Run(start, count);
            // One NaN stands for missing: processors differ in the bits of those that they make.
            for (var i = 0; i < count; i++) values[start + i] = double.IsNaN(root.Doubles[i]) ? double.NaN : root.Doubles[i];
        }
        return new DoubleColumn(values);
    }

    IntegerColumn Integers(Kernel root, Workspace workspace)
    {
        var values = new long[workspace.Rows];
        bool[]? missing = null;
        for (var start = 0; start < values.Length; start += workspace.BatchRows)
        {
            var count = Math.Min(workspace.BatchRows, values.Length - start);
            root.Run(start, count);
            var flags = root.Missing.AsSpan(0, count);
            root.Longs.AsSpan(0, count).CopyTo(values.AsSpan(start));
            if (!flags.Contains(true)) continue;
            missing ??= new bool[values.Length];
            for (var i = 0; i < count; i++)
            {
                if (!flags[i]) continue;
                values[start + i] = 0;
                missing[start + i] = true;
            }
        }
        return new IntegerColumn(ResultType, values, missing);
    }

    static TextColumn Texts(Kernel root, Workspace workspace)
    {
        var codes = new int[workspace.Rows];
        for (var start = 0; start < codes.Length; start += workspace.BatchRows)
        {
            var count = Math.Min(workspace.BatchRows, codes.Length - start);
            root.Run(start, count);
            for (var i = 0; i < count; i++) codes[start + i] = root.Missing[i] ? -1 : (int)root.Longs[i];
        }
        return new TextColumn(codes, root.Texts.ToArray());
    }
}
