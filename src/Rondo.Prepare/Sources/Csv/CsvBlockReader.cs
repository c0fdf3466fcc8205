using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Csv;

/// <summary>One block of a delimited file: first surveyed for mistakes and types, then read into columns.</summary>
sealed class CsvBlockReader(TextBlock block, CsvDialect dialect, string[] names, SourceOptions options, MissingWords missing)
{
    private const int MaxMistakes = 5;
    private const string QuoteHint = "Double a quote that belongs to the text (\"\") and put the cell in quotes.";

    private readonly List<(Mistake Mistake, int Offset, int Row)> _mistakes = [];

    public TextBlock Block => block;

    public int RowCount { get; private set; }

    public ColumnGuess[] Guesses { get; } = [.. names.Select(_ => new ColumnGuess())];

    public Utf8Interner[] Texts { get; private set; } = [];

    public WrongValues[] Wrong { get; private set; } = [];

    /// <param name="only">The columns whose types are asked for; null for all.</param>
    public void Survey(bool[]? only = null)
    {
        Array.Fill(Guesses, new ColumnGuess());
        _mistakes.Clear();
        RowCount = 0;
        if (block.FindBadByte() is { } bad)
        {
            _mistakes.Add((bad, -1, 0));
            return;
        }
        byte[] scratch = [];
        var cells = new CsvTokenizer(block.Records, dialect);
        int column = 0, recordStart = block.Start;
        while (cells.Read())
        {
            if (IsBlankLine(cells, column))
            {
                recordStart = block.Start + cells.Position;
                continue;
            }
            if (!IsSound(cells, column)) return;
            if (column < names.Length && (only is null || only[column]))
            {
                var cell = cells.Cell(ref scratch);
                if (!missing.Has(cell)) Guesses[column].See(cell);
            }
            column++;
            if (!cells.EndsRecord) continue;
            if (column != names.Length) AddRagged(column, recordStart);
            if (_mistakes.Count >= MaxMistakes) return;
            RowCount++;
            column = 0;
            recordStart = block.Start + cells.Position;
        }
    }

    /// <summary>Counts the records without a look at their cells.</summary>
    public void CountRows()
    {
        var text = block.Records;
        var isPlain = !text.Contains((byte)'\r') && text.IndexOf("\n\n"u8) < 0 && text[0] != '\n' && !(dialect.HasQuotes && text.Contains((byte)'"'));
        if (isPlain)
        {
            RowCount = text.Count((byte)'\n') + (text[^1] == '\n' ? 0 : 1);
            return;
        }
        var cells = new CsvTokenizer(text, dialect);
        RowCount = 0;
        for (var column = 0; cells.Read(); column = cells.EndsRecord ? 0 : column + 1)
            if (cells.EndsRecord && !IsBlankLine(cells, column)) RowCount++;
    }

    /// <summary>Reads the counted rows into columns whose types are a guess.</summary>
    /// <param name="columns">Null where a column is left out.</param>
    /// <param name="start">The table's row where this block begins.</param>
    /// <param name="failed">Set where the guess was wrong; such a column is not whole.</param>
    /// <returns>False when the text's form is wrong; <see cref="Survey"/> says how.</returns>
    public bool TryFill(ColumnFiller?[] columns, int start, bool[] failed)
    {
        if (block.FindBadByte() is not null) return false;
        Texts = [.. columns.Select(_ => new Utf8Interner())];
        byte[] scratch = [];
        var cells = new CsvTokenizer(block.Records, dialect);
        int column = 0, row = 0;
        while (cells.Read())
        {
            if (IsBlankLine(cells, column)) continue;
            if (column == names.Length || row == RowCount || cells.IsUnclosed || cells.HasTextAfterQuote || cells.Raw.Length > options.MaxCellBytes) return false;
            if (columns[column] is { } filler && !failed[column])
            {
                var cell = cells.Cell(ref scratch);
                if (!missing.Has(cell) && !filler.TrySet(start + row, cell, Texts[column])) failed[column] = true;
            }
            column++;
            if (!cells.EndsRecord) continue;
            if (column != names.Length) return false;
            row++;
            column = 0;
        }
        return row == RowCount;
    }

    /// <param name="columns">Null where a column is left out.</param>
    /// <param name="start">The table's row where this block begins.</param>
    /// <param name="rowsBefore">Rows of the same file before this block.</param>
    public void Fill(ColumnFiller?[] columns, int start, long rowsBefore)
    {
        Texts = [.. columns.Select(_ => new Utf8Interner())];
        Wrong = new WrongValues[columns.Length];
        byte[] scratch = [];
        var cells = new CsvTokenizer(block.Records, dialect);
        int column = 0, row = 0;
        while (cells.Read())
        {
            if (IsBlankLine(cells, column)) continue;
            if (columns[column] is { } filler)
            {
                var cell = cells.Cell(ref scratch);
                if (!missing.Has(cell) && !filler.TrySet(start + row, cell, Texts[column]))
                    Wrong[column].Add(cell, block.File, rowsBefore + row + 1);
            }
            column++;
            if (!cells.EndsRecord) continue;
            row++;
            column = 0;
        }
    }

    /// <param name="rowsBefore">Rows of the same file before this block.</param>
    public IEnumerable<Mistake> Mistakes(long rowsBefore) =>
        _mistakes.Select(m => m.Offset < 0 ? m.Mistake : m.Mistake with { File = block.File, Line = block.LineOf(m.Offset), Row = rowsBefore + m.Row });

    // Nothing is lost with an empty line, unless the table has one column: there it is a missing value.
    bool IsBlankLine(in CsvTokenizer cells, int column) =>
        column == 0 && cells.EndsRecord && cells.Raw.Length == 0 && !cells.IsQuoted && names.Length > 1;

    bool IsSound(in CsvTokenizer cells, int column)
    {
        var name = column < names.Length ? names[column] : null;
        var offset = block.Start + cells.CellStart;
        if (cells.Raw.Length > options.MaxCellBytes)
        {
            Add(new Mistake("cell_too_large", FormattableString.Invariant($"A cell is larger than {options.MaxCellBytes} bytes."))
            {
                Field = name,
                Hint = (cells.IsQuoted ? "Is its quote closed? " : "") + "Raise the setting max_cell_bytes if that is meant.",
            }, offset);
            return false;
        }
        if (cells.IsUnclosed)
        {
            Add(new Mistake("unclosed_quote", "The quote that opens here is never closed.") { Field = name, Hint = QuoteHint }, offset);
            return false;
        }
        if (!cells.HasTextAfterQuote) return true;
        Add(new Mistake("bad_quote", "After a cell's closing quote stands more text.") { Field = name, Hint = QuoteHint }, offset);
        return false;
    }

    void AddRagged(int found, int offset) =>
        Add(new Mistake("ragged_row", FormattableString.Invariant($"The row has {found} cells, but there are {names.Length} columns."))
        {
            Hint = found > names.Length ? $"A cell that contains '{(char)dialect.Delimiter}' must stand in double quotes." : "Are cells missing, or is a line broken within a cell?",
        }, offset);

    void Add(Mistake mistake, int offset) => _mistakes.Add((mistake, offset, RowCount + 1));

    public bool HasMistakes => _mistakes.Count > 0;
}
