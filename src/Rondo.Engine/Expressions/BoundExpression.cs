using Rondo.Engine.Data;
using Rondo.Engine.Expressions.Kernels;

namespace Rondo.Engine.Expressions;

/// <summary>An expression bound to the cells of one row. For one thread at a time.</summary>
sealed class BoundExpression
{
    private readonly Workspace _workspace;
    private readonly Kernel _root;

    public BoundExpression(CompiledExpression expression, Table row)
    {
        _workspace = Workspace.OfRow(row);
        _root = _workspace.Bind(expression.Typed);
        Value = Cell.New(expression.ResultType);
    }

    /// <summary>The cell that <see cref="Run"/> fills.</summary>
    public Column Value { get; }

    public void Run()
    {
        _workspace.Forget();
        _root.Run(0, 1);
        switch (Value)
        {
            case DoubleColumn doubles:
                // One NaN stands for missing, as in tables.
                Cell.Set(doubles, double.IsNaN(_root.Doubles[0]) ? double.NaN : _root.Doubles[0]);
                break;
            case TextColumn texts:
                Cell.Set(texts, _root.Missing[0] ? null : _root.Texts[_root.Longs[0]]);
                break;
            case IntegerColumn integers:
                Cell.Set(integers, _root.Longs[0], _root.Missing[0]);
                break;
        }
    }
}
