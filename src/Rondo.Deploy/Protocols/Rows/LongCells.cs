using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>Cells of everything that a table keeps as 64-bit integers.</summary>
abstract class LongCells(ColumnType type, int capacity) : Cells
{
    long[] _values = new long[capacity];
    bool[]? _missing;

    public override void Reserve(int rows)
    {
        if (rows <= _values.Length) return;
        Array.Resize(ref _values, Math.Max(rows, 2 * _values.Length));
        if (_missing is not null) Array.Resize(ref _missing, _values.Length);
    }

    public override void SetMissing(int row)
    {
        _missing ??= new bool[_values.Length];
        _missing[row] = true;
    }

    protected bool Set(int row, long value)
    {
        _values[row] = value;
        return true;
    }

    public override Column ToColumn(int rows) => _values.Length == rows
        ? new IntegerColumn(type, _values, _missing)
        : new IntegerColumn(type, _values[..rows], _missing?[..rows]);
}
