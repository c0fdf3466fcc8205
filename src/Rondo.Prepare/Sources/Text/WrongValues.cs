using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Text;

/// <summary>Values of a column that are not of its declared type: how many, and the first.</summary>
struct WrongValues
{
    private const int ShownLength = 40;

    public long Count { get; private set; }

    public string First { get; private set; }

    public string File { get; private set; }

    /// <summary>1-based, within the file.</summary>
    public long Row { get; private set; }

    public void Add(ReadOnlySpan<byte> cell, string file, long row)
    {
        if (Count++ > 0) return;
        First = System.Text.Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, ShownLength)]);
        File = file;
        Row = row;
    }

    public void Join(WrongValues later)
    {
        if (Count == 0) this = later;
        else Count += later.Count;
    }

    public readonly Mistake ToMistake(string column, ColumnType type)
    {
        var what = type switch
        {
            ColumnType.Double => "numbers",
            ColumnType.Int64 => "whole numbers",
            ColumnType.Boolean => "true or false",
            ColumnType.Date => "dates (YYYY-MM-DD)",
            ColumnType.Timestamp => "timestamps without a zone (YYYY-MM-DD HH:MM:SS)",
            ColumnType.TimestampUtc => "timestamps with a zone (YYYY-MM-DDTHH:MM:SSZ)",
            _ => "text",
        };
        var count = Count == 1 ? "1 value that is" : FormattableString.Invariant($"{Count} values that are");
        return new Mistake("wrong_type", FormattableString.Invariant($"Column '{column}' has {count} not {what} (first: '{First}', row {Row} of {Path.GetFileName(File)})."))
        {
            File = File,
            Row = Row,
            Field = column,
            Hint = $"Add it to `missing: [{First}]`, or declare the column as text.",
        };
    }
}
