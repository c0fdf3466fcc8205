using Rondo.Engine.Data;

namespace Rondo.Engine.Expressions.Kernels;

/// <summary>Reads a column.</summary>
sealed class ColumnKernel : Kernel
{
    private readonly Column _column;

    public ColumnKernel(Workspace workspace, Column column)
        : base(workspace, ValueKinds.Of(column.Type))
    {
        _column = column;
        if (column is TextColumn texts) Texts = new TextPool(texts.Dictionary);
    }

    protected override void Compute(int start, int count)
    {
        switch (_column)
        {
            case DoubleColumn doubles:
                doubles.Values.AsSpan(start, count).CopyTo(Doubles);
                break;
            case IntegerColumn integers:
                integers.Values.AsSpan(start, count).CopyTo(Longs);
                if (integers.Missing is null) Missing.AsSpan(0, count).Clear();
                else integers.Missing.AsSpan(start, count).CopyTo(Missing);
                break;
            case TextColumn texts:
                var codes = texts.Codes.AsSpan(start, count);
                for (var i = 0; i < codes.Length; i++)
                {
                    Longs[i] = codes[i];
                    Missing[i] = codes[i] < 0;
                }
                break;
        }
    }
}

/// <summary>One value in every row.</summary>
sealed class ConstantKernel : Kernel
{
    public ConstantKernel(Workspace workspace, object? value, ValueKind kind)
        : base(workspace, kind)
    {
        if (kind == ValueKind.Double)
        {
            Doubles.AsSpan(0, workspace.BatchRows).Fill((double?)value ?? double.NaN);
            return;
        }
        if (kind == ValueKind.Text) Texts = new TextPool(value is string text ? [text] : []);
        Missing.AsSpan(0, workspace.BatchRows).Fill(value is null);
        Longs.AsSpan(0, workspace.BatchRows).Fill(value switch { long whole => whole, true => 1, _ => 0 });
    }

    public override bool IsConstant => true;

    protected override void Compute(int start, int count) { }
}
