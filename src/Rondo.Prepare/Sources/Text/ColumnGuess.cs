using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources.Text;

/// <summary>What is known of a column's type after some of its cells; guesses of parts of a column join in any order.</summary>
struct ColumnGuess()
{
    private CellFits _fits = CellFits.All;
    private bool _hasValue;

    public readonly bool HasValue => _hasValue;

    public void See(ReadOnlySpan<byte> cell)
    {
        _hasValue = true;
        if (_fits != CellFits.None) _fits = CellReading.Fits(cell, _fits);
    }

    /// <summary>A cell whose format already narrows its type.</summary>
    public void See(ReadOnlySpan<byte> cell, CellFits among)
    {
        _hasValue = true;
        if (_fits != CellFits.None) _fits = CellReading.Fits(cell, _fits & among);
    }

    public void Join(ColumnGuess other)
    {
        _hasValue |= other._hasValue;
        _fits &= other._fits;
    }

    /// <summary>A column without any value is double in every format.</summary>
    public readonly ColumnType Type =>
        !_hasValue ? ColumnType.Double
        : _fits.HasFlag(CellFits.Boolean) ? ColumnType.Boolean
        : _fits.HasFlag(CellFits.Int64) ? ColumnType.Int64
        : _fits.HasFlag(CellFits.Double) ? ColumnType.Double
        : _fits.HasFlag(CellFits.Date) ? ColumnType.Date
        : _fits.HasFlag(CellFits.Timestamp) ? ColumnType.Timestamp
        : _fits.HasFlag(CellFits.TimestampUtc) ? ColumnType.TimestampUtc
        : ColumnType.Text;
}
