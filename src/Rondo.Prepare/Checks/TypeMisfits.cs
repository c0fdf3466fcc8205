using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Checks;

/// <summary>Which values keep a column from having the type that it should have.</summary>
public static class TypeMisfits
{
    /// <summary>What is wrong with the column of the input; it has another type than the wanted one.</summary>
    public static CheckResult Find(CheckInput input, ColumnType wanted)
    {
        var column = input.Values;
        var rows = column switch
        {
            TextColumn texts => FailingRows.OfTexts(input, texts, text => !Fits(text, wanted)),
            DoubleColumn numbers when wanted == ColumnType.Int64 => FailingRows.Of(input, row => !numbers.IsMissing(row) && numbers.Values[row] != Math.Floor(numbers.Values[row])),
            _ => [],
        };
        var message = $"Column '{input.Column}' is {column.Type.Word}; expected is {wanted.Word}";
        // When nothing fits, or all does one by one, no row is to blame.
        var isOfRows = rows.Length > 0 && rows.Length < column.Length - column.CountMissing();
        if (!isOfRows) return new CheckResult("retyped_column", $"{message}.", []);
        return new CheckResult("retyped_column", string.Create(CultureInfo.InvariantCulture,
            $"{message}: {rows.Length} {(rows.Length == 1 ? "value does" : "values do")} not fit, {CheckResult.List(input, rows)} (the first is {ShownValue.Of(column, rows[0])})."), rows);
    }

    static bool Fits(string text, ColumnType type)
    {
        var wanted = type switch
        {
            ColumnType.Double => CellFits.Double,
            ColumnType.Int64 => CellFits.Int64,
            ColumnType.Boolean => CellFits.Boolean,
            ColumnType.Date => CellFits.Date,
            ColumnType.Timestamp => CellFits.Timestamp,
            ColumnType.TimestampUtc => CellFits.TimestampUtc,
            _ => CellFits.None,
        };
        return text.Length == 0 || (CellReading.Fits(Encoding.UTF8.GetBytes(text), wanted) & wanted) != 0;
    }
}
