using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>The values of everything that a table keeps as 64-bit integers.</summary>
sealed class LongStore(ColumnType type, int capacity)
{
    long[] _values = new long[capacity];
    bool[]? _missing;

    public void Reserve(int rows)
    {
        if (rows <= _values.Length) return;
        Array.Resize(ref _values, Math.Max(rows, 2 * _values.Length));
        if (_missing is not null) Array.Resize(ref _missing, _values.Length);
    }

    public void SetMissing(int row)
    {
        _missing ??= new bool[_values.Length];
        _missing[row] = true;
    }

    /// <returns>True, so that a check may end in it.</returns>
    public bool Set(int row, long value)
    {
        _values[row] = value;
        if (_missing is not null) _missing[row] = false;
        return true;
    }

    public long? At(int row) => _missing is not null && _missing[row] ? null : _values[row];

    public void CopyTo(Column cell) => Cell.Set((IntegerColumn)cell, _values[0], _missing is not null && _missing[0]);

    public IntegerColumn ToColumn(int rows) => _values.Length == rows
        ? new IntegerColumn(type, _values, _missing)
        : new IntegerColumn(type, _values[..rows], _missing?[..rows]);
}
