using System.Text;
using System.Text.Json;
using Rondo.Prepare.Sources.Cells;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Logs;

/// <summary>One JSON object a line. Objects and arrays within it are kept as JSON text, for logs nest as they like.</summary>
sealed class JsonLogLines(int maxColumns) : LineParser
{
    private static readonly CellRules s_rules = new(TextMeaning.Times);

    private readonly List<(byte[] Utf8, string Name)> _known = [];
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly List<long> _lastLines = [];
    private readonly List<(int Column, JsonTokenType Type, int Start, int Length, bool IsEscaped)> _cells = [];
    private byte[] _scratch = new byte[256];
    private long _line;

    public override bool TryRead(ReadOnlySpan<byte> line, CellTable rows, out string? problem)
    {
        _cells.Clear();
        _line++;
        try
        {
            problem = Look(line);
        }
        catch (JsonException)
        {
            problem = "its JSON is malformed";
        }
        catch (InvalidOperationException)
        {
            problem = "a text holds half of a surrogate pair";
        }
        if (problem is not null) return false;
        foreach (var cell in _cells) AddCell(line, cell, rows);
        return true;
    }

    string? Look(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return "it is no JSON object";
        for (var expected = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; expected++)
        {
            var column = PositionOf(ref reader, expected);
            if (column < 0) return "a key is empty";
            if (_known.Count > maxColumns) return "it has too many keys";
            if (_lastLines[column] == _line) return "a key stands twice";
            _lastLines[column] = _line;
            reader.Read();
            var (type, start, isEscaped) = (reader.TokenType, (int)reader.TokenStartIndex, reader.ValueIsEscaped);
            if (type == JsonTokenType.String && !IsText(ref reader)) return "a text holds a NUL character";
            reader.Skip();
            _cells.Add((column, type, start, (int)reader.BytesConsumed - start, isEscaped));
        }
        while (reader.Read()) { }
        return _cells.Count == 0 ? "it has no keys" : null;
    }

    // Lines mostly hold the same keys in the same order.
    int PositionOf(ref Utf8JsonReader reader, int expected)
    {
        if (expected < _known.Count && reader.ValueTextEquals(_known[expected].Utf8)) return expected;
        var name = reader.GetString()!;
        if (string.IsNullOrWhiteSpace(name)) return -1;
        if (_positions.TryGetValue(name, out var position)) return position;
        _positions.Add(name, _known.Count);
        _known.Add((Encoding.UTF8.GetBytes(name), name));
        _lastLines.Add(-1);
        return _known.Count - 1;
    }

    bool IsText(ref Utf8JsonReader reader) => !reader.ValueIsEscaped || !Unescaped(ref reader).Contains((byte)0);

    ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (_scratch.Length < reader.ValueSpan.Length) _scratch = new byte[reader.ValueSpan.Length * 2];
        return _scratch.AsSpan(0, reader.CopyString(_scratch));
    }

    void AddCell(ReadOnlySpan<byte> line, (int Column, JsonTokenType Type, int Start, int Length, bool IsEscaped) cell, CellTable rows)
    {
        var name = _known[cell.Column].Name;
        if (!rows.TryFind(name, out var column)) column = rows.AddColumn(name, s_rules);
        if (column is null) return;
        var text = line.Slice(cell.Start, cell.Length);
        switch (cell.Type)
        {
            case JsonTokenType.Null:
                column.AddMissing();
                break;
            case JsonTokenType.True or JsonTokenType.False:
                column.Add(cell.Type == JsonTokenType.True);
                break;
            case JsonTokenType.Number when CellReading.TryInt64(text, out _) || CellReading.TryDouble(text, out _):
                column.AddNumber(text);
                break;
            case JsonTokenType.String when cell.IsEscaped:
                var reader = new Utf8JsonReader(text);
                reader.Read();
                column.AddText(Unescaped(ref reader));
                break;
            case JsonTokenType.String:
                column.AddText(text[1..^1]);
                break;
            default:
                column.AddText(text);
                break;
        }
    }
}
