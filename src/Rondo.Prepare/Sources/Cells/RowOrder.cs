using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Cells;

/// <summary>The order of rows by one column of numbers, of times, or of texts by their bytes.</summary>
sealed class RowOrder
{
    private readonly CellColumn _cells;

    RowOrder(CellColumn cells, string kind)
    {
        (_cells, Kind) = (cells, kind);
        for (var row = 1; row < cells.Count; row++)
            if (Compare(row, Last) > 0) Last = row;
    }

    /// <summary>number, date, timestamp, timestamp_utc or text.</summary>
    public string Kind { get; }

    /// <summary>A row of the largest value.</summary>
    public int Last { get; }

    /// <exception cref="RondoException">The column has no such order.</exception>
    public static RowOrder Of(CellColumn cells)
    {
        var missing = cells.AllKinds.IndexOf(CellKind.Missing);
        if (missing >= 0)
            throw new RondoException(new Mistake("missing_value", $"Column '{cells.Name}' lacks a value in some rows: nobody can tell whether they are new.") { Field = cells.Name, Row = missing + 1L, Hint = $"Leave them out by a query: ... WHERE {cells.Name} IS NOT NULL." });
        var isNumber = (cells.Kinds & ~(CellKind.Integer | CellKind.Double)) == 0;
        var isTime = cells.Kinds == CellKind.Integer && cells.Rules.Integers != ColumnType.Int64;
        if (isNumber || cells.Kinds == CellKind.Text) return new RowOrder(cells, isTime ? cells.Rules.Integers.Word : isNumber ? "number" : "text");
        throw new RondoException(new Mistake("bad_parameter", $"The values of column '{cells.Name}' have no order: they are {(cells.Kinds == CellKind.Boolean ? "true and false" : "numbers and texts")}.") { Field = "incremental", Hint = "Name a column of numbers, of times, or of texts." });
    }

    public bool AreEqual(int a, int b) => Compare(a, b) == 0;

    /// <summary>The value in that row.</summary>
    public string TextOf(int row) => Kind switch
    {
        "text" => System.Text.Encoding.UTF8.GetString(_cells.Texts[(int)_cells.BitsOf(row)]),
        "date" => CellText.OfDate(_cells.BitsOf(row)),
        "timestamp" or "timestamp_utc" => CellText.OfTimestamp(_cells.BitsOf(row), Kind == "timestamp_utc"),
        _ when _cells.KindOf(row) == CellKind.Integer => _cells.BitsOf(row).ToString(CultureInfo.InvariantCulture),
        _ => BitConverter.Int64BitsToDouble(_cells.BitsOf(row)).ToString("R", CultureInfo.InvariantCulture),
    };

    int Compare(int a, int b)
    {
        if (Kind == "text") return _cells.Texts[(int)_cells.BitsOf(a)].SequenceCompareTo(_cells.Texts[(int)_cells.BitsOf(b)]);
        if (_cells.KindOf(a) == CellKind.Integer && _cells.KindOf(b) == CellKind.Integer) return _cells.BitsOf(a).CompareTo(_cells.BitsOf(b));
        return NumberOf(a).CompareTo(NumberOf(b));
    }

    double NumberOf(int row) => _cells.KindOf(row) == CellKind.Integer ? _cells.BitsOf(row) : BitConverter.Int64BitsToDouble(_cells.BitsOf(row));
}
