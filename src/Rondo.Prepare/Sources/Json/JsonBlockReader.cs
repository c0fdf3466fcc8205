using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Json;

/// <summary>One block of JSON objects, lines of them or one array: first surveyed for mistakes, keys and types, then read into columns.</summary>
sealed class JsonBlockReader(TextBlock block, bool isArray, SourceOptions options, MissingWords missing)
{
    private readonly JsonColumns _columns = new();
    private readonly List<ColumnGuess> _guesses = [];
    private readonly List<int> _lastRows = [];
    private (Mistake Mistake, int Offset)? _mistake;
    private byte[] _scratch = new byte[256];

    // Set by Fill.
    private ColumnFiller?[] _fillers = [];
    private int _start;
    private long _rowsBefore;

    public TextBlock Block => block;

    public int RowCount { get; private set; }

    public IReadOnlyList<string> Names => _columns.Names;

    public IReadOnlyList<ColumnGuess> Guesses => _guesses;

    /// <summary>Where the column is among <see cref="Names"/>, or -1.</summary>
    public int PositionOf(string name) => _columns.Find(name);

    public Utf8Interner[] Texts { get; private set; } = [];

    public WrongValues[] Wrong { get; private set; } = [];

    public bool HasMistake => _mistake is not null;

    public void Survey()
    {
        if (block.FindBadByte() is { } bad) _mistake = (bad, -1);
        else Walk(isFilling: false);
    }

    /// <param name="fillers">In the order of <see cref="Names"/>; null where a column is left out.</param>
    /// <param name="start">The table's row where this block begins.</param>
    /// <param name="rowsBefore">Rows of the same file before this block.</param>
    public void Fill(ColumnFiller?[] fillers, int start, long rowsBefore)
    {
        Texts = [.. fillers.Select(_ => new Utf8Interner())];
        Wrong = new WrongValues[fillers.Length];
        (_fillers, _start, _rowsBefore) = (fillers, start, rowsBefore);
        Walk(isFilling: true);
    }

    public Mistake MistakeAfter(long rowsBefore)
    {
        var (mistake, offset) = _mistake!.Value;
        return offset < 0 ? mistake : mistake with { File = block.File, Line = block.LineOf(offset), Row = rowsBefore + RowCount + 1 };
    }

    void Walk(bool isFilling)
    {
        RowCount = 0;
        for (var i = 0; i < _lastRows.Count; i++) _lastRows[i] = -1;
        if (isArray) WalkArray(isFilling);
        else WalkLines(isFilling);
    }

    void WalkArray(bool isFilling)
    {
        var reader = new Utf8JsonReader(block.Records);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                Add("not_an_array", "The file holds no array of objects.", block.Start, "Write [{...}, {...}], or one object a line in a file ending in .jsonl.");
                return;
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                if (!ReadObject(ref reader, block.Start, isFilling)) return;
            // What follows the array would be lost.
            while (reader.Read()) { }
        }
        catch (JsonException e)
        {
            AddMalformed(e, block.Start + (int)reader.BytesConsumed);
        }
    }

    void WalkLines(bool isFilling)
    {
        var at = block.Start;
        while (at < block.Bytes.Length)
        {
            var rest = block.Bytes[at..];
            var length = rest.IndexOf((byte)'\n');
            if (length < 0) length = rest.Length;
            var line = rest[..length];
            if (line.ContainsAnyExcept((byte)' ', (byte)'\t', (byte)'\r') && !ReadLine(line, at, isFilling)) return;
            at += length + 1;
        }
    }

    bool ReadLine(ReadOnlySpan<byte> line, int offset, bool isFilling)
    {
        var reader = new Utf8JsonReader(line);
        try
        {
            reader.Read();
            if (!ReadObject(ref reader, offset, isFilling)) return false;
            reader.Read();
            return true;
        }
        catch (JsonException e)
        {
            AddMalformed(e, offset);
            return false;
        }
    }

    bool ReadObject(ref Utf8JsonReader reader, int offset, bool isFilling)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Add("not_an_object", "A row is not a JSON object.", offset + (int)reader.TokenStartIndex, "Each row needs the form {\"column\": value, ...}.");
            return false;
        }
        for (var expected = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; expected++)
        {
            var keyOffset = offset + (int)reader.TokenStartIndex;
            if (!TryFindColumn(ref reader, expected, keyOffset, out var column)) return false;
            if (_lastRows[column] == RowCount)
            {
                Add("duplicate_column", $"The key '{_columns.Names[column]}' stands twice in one object.", keyOffset, "Remove one of them.", column);
                return false;
            }
            _lastRows[column] = RowCount;
            reader.Read();
            if (!ReadValue(ref reader, column, offset, isFilling)) return false;
        }
        RowCount++;
        return true;
    }

    // Objects mostly hold the same keys in the same order.
    bool TryFindColumn(ref Utf8JsonReader reader, int expected, int offset, out int column)
    {
        column = expected;
        if (expected < _columns.Count && reader.ValueTextEquals(_columns.Utf8Names[expected])) return true;
        if (!TryText(ref reader, out var utf8))
        {
            Add("bad_json", "A key holds half of a surrogate pair.", offset, null);
            return false;
        }
        var name = System.Text.Encoding.UTF8.GetString(utf8);
        column = _columns.PositionOf(name);
        if (column < _guesses.Count) return true;
        _guesses.Add(new ColumnGuess());
        _lastRows.Add(-1);
        if (string.IsNullOrWhiteSpace(name))
        {
            Add("unnamed_column", "A key is empty.", offset, "Give it a name.");
            return false;
        }
        if (_guesses.Count <= options.MaxColumns) return true;
        Add("too_many_columns", FormattableString.Invariant($"The table has more than {options.MaxColumns} columns."), offset, "Raise the setting max_columns if that is meant.");
        return false;
    }

    bool ReadValue(ref Utf8JsonReader reader, int column, int offset, bool isFilling)
    {
        var at = offset + (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return ReadNested(ref reader, column, offset, isFilling);
        if (options.LeavesOut(_columns.Names[column])) return true;
        if (reader.ValueSpan.Length > options.MaxCellBytes) return AddTooLarge(column, at);
        if (reader.TokenType != JsonTokenType.String)
        {
            var among = reader.TokenType == JsonTokenType.Number ? CellFits.Int64 | CellFits.Double : CellFits.Boolean;
            Take(reader.ValueSpan, column, among, isFilling);
            return true;
        }
        if (!TryText(ref reader, out var text))
        {
            Add("bad_json", "A text holds half of a surrogate pair.", at, null, column);
            return false;
        }
        // What CSV would write without quotes must come out equal: dates are found in texts, numbers are not.
        if (!missing.Has(text)) Take(text, column, CellFits.Temporal, isFilling);
        return true;
    }

    bool ReadNested(ref Utf8JsonReader reader, int column, int offset, bool isFilling)
    {
        var name = _columns.Names[column];
        var start = (int)reader.TokenStartIndex;
        var what = reader.TokenType == JsonTokenType.StartObject ? "an object" : "an array";
        reader.Skip();
        if (options.LeavesOut(name)) return true;
        if (!options.NestedAsText)
        {
            Add("nested_value", $"Column '{name}' holds {what}; a table's cells are single values.", offset + start,
                "Flatten it, or leave it out of the file.", column);
            return false;
        }
        var length = (int)reader.BytesConsumed - start;
        if (length > options.MaxCellBytes) return AddTooLarge(column, offset + start);
        Take(block.Bytes.Slice(offset + start, length), column, CellFits.None, isFilling);
        return true;
    }

    void Take(ReadOnlySpan<byte> cell, int column, CellFits among, bool isFilling)
    {
        if (!isFilling)
        {
            var guess = _guesses[column];
            guess.See(cell, among);
            _guesses[column] = guess;
        }
        else if (_fillers[column] is { } filler && !filler.TrySet(_start + RowCount, cell, Texts[column]))
        {
            Wrong[column].Add(cell, block.File, _rowsBefore + RowCount + 1);
        }
    }

    bool TryText(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = reader.ValueSpan;
        if (!reader.ValueIsEscaped) return true;
        if (_scratch.Length < text.Length) _scratch = new byte[text.Length * 2];
        try
        {
            text = _scratch.AsSpan(0, reader.CopyString(_scratch));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    bool AddTooLarge(int column, int offset)
    {
        Add("cell_too_large", FormattableString.Invariant($"A cell is larger than {options.MaxCellBytes} bytes."), offset,
            "Raise the setting max_cell_bytes if that is meant.", column);
        return false;
    }

    void AddMalformed(JsonException e, int offset)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var what = end < 0 ? e.Message : e.Message[..end];
        Add("bad_json", $"The JSON is malformed: {what}", Math.Min(offset, block.Bytes.Length), "Is the file complete?");
    }

    void Add(string code, string message, int offset, string? hint, int? column = null) =>
        _mistake = (new Mistake(code, message) { Hint = hint, Field = column is { } c ? _columns.Names[c] : null }, offset);
}
