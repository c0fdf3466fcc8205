using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Cells;

/// <summary>Gathers rows cell by cell, for sources that can't tell beforehand how many there are or of which types.</summary>
/// <param name="options">How to read.</param>
/// <param name="place">What is read, as messages name it.</param>
/// <param name="file">The file that it is; null: it is none.</param>
public sealed class CellTable(SourceOptions options, string place, string? file = null)
{
    private const int RowsBetweenLooks = 1 << 14;
    private const int CellBytes = 9;
    private const int PieceRows = 1 << 16;

    private readonly MissingWords _missing = new(options.Missing);
    private readonly List<CellColumn> _columns = [];
    private readonly Dictionary<string, CellColumn?> _byName = new(StringComparer.Ordinal);

    /// <summary>Rows that are here.</summary>
    public int RowCount { get; private set; }

    /// <summary>Rows that were ever here: those that were given away too.</summary>
    public long TotalRows { get; private set; }

    /// <summary>A new column, missing in the rows before; null when it is to be left out.</summary>
    /// <exception cref="RondoException">There is one of this name, its name is empty, or there are too many.</exception>
    public CellColumn? AddColumn(string name, CellRules rules)
    {
        if (string.IsNullOrWhiteSpace(name)) throw Place(new Mistake("unnamed_column", FormattableString.Invariant($"Column {_byName.Count + 1} has no name.")) { Hint = "Give it one with AS." });
        if (_byName.Count == options.MaxColumns) throw Place(new Mistake("too_many_columns", FormattableString.Invariant($"The table has more than {options.MaxColumns} columns.")) { Hint = "Raise the setting max_columns if that is meant." });
        var column = options.LeavesOut(name) ? null : new CellColumn(name, rules, options, _missing, file);
        if (!_byName.TryAdd(name, column)) throw Place(new Mistake("duplicate_column", $"Two columns are named '{name}'.") { Field = name, Hint = "Rename one of them." });
        if (column is null) return null;
        for (var row = 0; row < RowCount; row++) column.AddMissing();
        _columns.Add(column);
        return column;
    }

    /// <summary>Whether there is such a column, left out or not.</summary>
    public bool TryFind(string name, out CellColumn? column) => _byName.TryGetValue(name, out column);

    /// <summary>Ends a row; columns that got no cell are missing in it.</summary>
    public void EndRow(CancellationToken cancellation)
    {
        RowCount++;
        TotalRows++;
        foreach (var column in _columns)
            if (column.Count < RowCount) column.AddMissing();
        if (RowCount % RowsBetweenLooks != 0) return;
        cancellation.ThrowIfCancellationRequested();
        var bytes = _columns.Sum(c => (c.Count * (long)CellBytes) + c.TextBytes);
        if (bytes > options.MemoryLimitBytes)
            throw Place(new Mistake("too_large_for_memory", FormattableString.Invariant($"After {RowCount} rows the data do not fit the memory limit of {options.MemoryLimitBytes / (1 << 20)} MB.")) { Hint = "Read fewer rows or columns by a query, or raise the limit." });
    }

    /// <summary>Gives the rows to whoever takes them piece by piece, as soon as there are enough, and goes on without them.</summary>
    public void GiveTo(SourceContext context, CancellationToken cancellation)
    {
        if (context.Take is null || RowCount < PieceRows) return;
        context.Take(Build(cancellation));
        foreach (var column in _columns) column.Clear();
        RowCount = 0;
    }

    /// <exception cref="RondoException">Values are not of the types declared, or there is no column.</exception>
    public Table Build(CancellationToken cancellation)
    {
        if (_columns.Count == 0) throw Place(new Mistake("empty_table", "There is no column."));
        var mistakes = new List<Mistake>();
        var built = new List<(string, Column)>();
        foreach (var cells in _columns)
        {
            cancellation.ThrowIfCancellationRequested();
            var declared = options.Types.TryGetValue(cells.Name, out var type) ? type : (ColumnType?)null;
            if (CellTyping.Build(cells, declared, place, out var wrong) is { } column) built.Add((cells.Name, column));
            else mistakes.Add(wrong.ToMistake(cells.Name, declared!.Value) with { File = file });
        }
        return mistakes.Count == 0 ? Table.Of(built) : throw new RondoException(mistakes);
    }

    RondoException Place(Mistake mistake) => new(mistake with { File = file });
}
