using Rondo.Prepare.Sources.Cells;

namespace Rondo.Prepare.Sources.Logs;

/// <summary>Reads one layout of log lines.</summary>
abstract class LineParser
{
    // '-' stands for nothing in every layout of web servers.
    protected static readonly CellRules Rules = new(TextMeaning.AnythingInLogs);

    public virtual void BeginFile() { }

    /// <summary>Puts the cells of one row into the table; the caller ends the row.</summary>
    /// <param name="line">Valid UTF-8 without NUL.</param>
    /// <param name="rows">Untouched when the line gives no row.</param>
    /// <param name="problem">Why the line is bad; null when it is read, or gives no row.</param>
    public abstract bool TryRead(ReadOnlySpan<byte> line, CellTable rows, out string? problem);

    protected static void Add(CellColumn? column, ReadOnlySpan<byte> text)
    {
        if (column is null) return;
        if (text.SequenceEqual("-"u8)) column.AddMissing();
        else column.AddText(text);
    }
}
