using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Parquet;

/// <summary>Turns a column of a typed format into the type that was declared for it, where each value has an equal one.</summary>
static class ColumnCast
{
    /// <returns>Null when a value has none; <paramref name="wrong"/> counts them.</returns>
    public static Column? To(Column column, ColumnType type, string file, out WrongValues wrong)
    {
        wrong = new WrongValues();
        if (column.Type == type) return column;
        var filler = new ColumnFiller(type, column.Length);
        var texts = new Utf8Interner();
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            var cell = Encoding.UTF8.GetBytes(TextOf(column, row, type));
            if (!filler.TrySet(row, cell, texts)) wrong.Add(cell, file, row + 1L);
        }
        return wrong.Count > 0 ? null : filler.Build([(texts, 0, column.Length)]);
    }

    static string TextOf(Column column, int row, ColumnType wanted) => column switch
    {
        TextColumn text => text[row]!,
        // 3.0 is a whole number when one is asked for.
        DoubleColumn number when wanted is ColumnType.Int64 or ColumnType.Boolean && Math.Abs(number.Values[row]) < 1e18 && number.Values[row] == Math.Floor(number.Values[row])
            => ((long)number.Values[row]).ToString(CultureInfo.InvariantCulture),
        DoubleColumn number => number.Values[row].ToString("R", CultureInfo.InvariantCulture),
        IntegerColumn { Type: ColumnType.Date } date => CellText.OfDate(date.Values[row]),
        IntegerColumn { Type: ColumnType.Timestamp } time => CellText.OfTimestamp(time.Values[row], isUtc: false),
        IntegerColumn { Type: ColumnType.TimestampUtc } time => CellText.OfTimestamp(time.Values[row], isUtc: true),
        IntegerColumn { Type: ColumnType.Boolean } flag when wanted == ColumnType.Text => flag.Values[row] == 1 ? "true" : "false",
        IntegerColumn whole => whole.Values[row].ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"Columns of {column.Type.Word} have no text.", nameof(column)),
    };
}
