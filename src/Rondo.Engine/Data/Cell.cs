namespace Rondo.Engine.Data;

/// <summary>
/// Columns of one row whose value changes from row to row, so that nothing has to be made anew for each. Only who made a cell writes to it,
/// and nobody reads it meanwhile. A missing text has the code -1; another one is the only entry of its dictionary.
/// </summary>
public static class Cell
{
    /// <summary>A cell whose value is missing.</summary>
    public static Column New(ColumnType type) => type switch
    {
        ColumnType.Double => new DoubleColumn([double.NaN]),
        ColumnType.Text => new TextColumn([-1], [""]),
        _ => new IntegerColumn(type, [0], [true]),
    };

    public static void Set(DoubleColumn cell, double value) => cell.Values[0] = value;

    public static void Set(TextColumn cell, string? value)
    {
        cell.Codes[0] = value is null ? -1 : 0;
        cell.Dictionary[0] = value ?? "";
    }

    public static void Set(IntegerColumn cell, long value, bool isMissing = false)
    {
        cell.Values[0] = isMissing ? 0 : value;
        cell.Missing![0] = isMissing;
    }

    /// <summary>Takes over the first value of a column of the same type.</summary>
    public static void Copy(Column from, Column cell)
    {
        switch (from, cell)
        {
            case (DoubleColumn doubles, DoubleColumn to):
                Set(to, doubles.Values[0]);
                break;
            case (TextColumn texts, TextColumn to):
                Set(to, texts[0]);
                break;
            case (IntegerColumn integers, IntegerColumn to) when integers.Type == to.Type:
                Set(to, integers.Values[0], integers.IsMissing(0));
                break;
            default:
                throw new ArgumentException($"A {from.Type.Word} does not fit a cell of {cell.Type.Word}.", nameof(from));
        }
    }
}
