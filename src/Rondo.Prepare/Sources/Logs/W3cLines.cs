using System.Text;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Cells;

namespace Rondo.Prepare.Sources.Logs;

/// <summary>
/// The W3C Extended Log File Format (W3C WD-logfile-960323): <c>#Fields:</c> names the fields, and may name others later in the file.
/// <c>date</c> and <c>time</c> become one column <c>time</c>, in UTC; a time alone takes the day of <c>#Date:</c>.
/// </summary>
sealed class W3cLines : LineParser
{
    private const int DayBytes = 10;

    private string[] _fields = [];
    private CellColumn?[] _columns = [];
    private (int Start, int Length)[] _cells = [];
    private int _dateField = -1;
    private int _timeField = -1;
    private byte[] _day = [];
    private byte[] _scratch = new byte[256];

    public override void BeginFile() => (_fields, _columns, _day, _dateField, _timeField) = ([], [], [], -1, -1);

    public override bool TryRead(ReadOnlySpan<byte> line, CellTable rows, out string? problem)
    {
        problem = null;
        if (line[0] == '#')
        {
            ReadDirective(line, rows);
            return false;
        }
        if (_fields.Length == 0) problem = "no #Fields: line comes before it";
        else if (Cut(line) is var count && count != _fields.Length) problem = FormattableString.Invariant($"it has {count} fields, not {_fields.Length}");
        else if (!HasTime(line)) problem = "its date or time is none";
        if (problem is not null) return false;
        for (var i = 0; i < _fields.Length; i++)
        {
            if (i == _timeField) AddTime(line);
            else if (i != _dateField || _timeField < 0) Add(_columns[i], Unquoted(Cell(line, i)));
        }
        return true;
    }

    void ReadDirective(ReadOnlySpan<byte> line, CellTable rows)
    {
        if (line.StartsWith("#Fields:"u8)) SetFields(Encoding.UTF8.GetString(line["#Fields:".Length..]).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries), rows);
        else if (line.StartsWith("#Date:"u8) && line["#Date:".Length..].Trim((byte)' ') is { Length: >= DayBytes } day && Text.CellReading.TryDate(day[..DayBytes], out _)) _day = day[..DayBytes].ToArray();
    }

    void SetFields(string[] fields, CellTable rows)
    {
        if (fields.Distinct(StringComparer.Ordinal).Count() < fields.Length) throw new RondoException("duplicate_column", "A #Fields: line names a field twice.");
        _fields = fields;
        _cells = new (int, int)[fields.Length + 1];
        _timeField = Array.IndexOf(fields, "time");
        _dateField = Array.IndexOf(fields, "date");
        _columns = [.. fields.Select((name, i) => i == _dateField && _timeField >= 0 ? null : rows.TryFind(name, out var known) ? known : rows.AddColumn(name, Rules))];
    }

    // Quotes enclose a field, and are doubled within one.
    int Cut(ReadOnlySpan<byte> line)
    {
        var count = 0;
        for (var at = 0; at < line.Length;)
        {
            if (line[at] is (byte)' ' or (byte)'\t')
            {
                at++;
                continue;
            }
            var end = at;
            var hasQuotes = line[at] == '"';
            for (var isQuoted = false; end < line.Length && (isQuoted || line[end] is not ((byte)' ' or (byte)'\t')); end++)
                if (hasQuotes && line[end] == '"') isQuoted = !isQuoted;
            if (count < _fields.Length) _cells[count] = (at, end - at);
            count++;
            at = end;
        }
        return count;
    }

    ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> line, int field) => line.Slice(_cells[field].Start, _cells[field].Length);

    ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> cell)
    {
        if (cell.Length < 2 || cell[0] != '"' || cell[^1] != '"') return cell;
        cell = cell[1..^1];
        if (_scratch.Length < cell.Length) _scratch = new byte[cell.Length * 2];
        var length = 0;
        for (var at = 0; at < cell.Length; at++)
        {
            _scratch[length++] = cell[at];
            if (cell[at] == '"' && at + 1 < cell.Length && cell[at + 1] == '"') at++;
        }
        return _scratch.AsSpan(0, length);
    }

    ReadOnlySpan<byte> DayOf(ReadOnlySpan<byte> line) => _dateField >= 0 ? Cell(line, _dateField) : _day;

    bool HasTime(ReadOnlySpan<byte> line)
    {
        if (_timeField < 0 || DayOf(line).Length == 0) return true;
        return Text.CellReading.TryTimestamp(Instant(line), out _, out var hasZone) && hasZone;
    }

    void AddTime(ReadOnlySpan<byte> line) => Add(_columns[_timeField], DayOf(line).Length == 0 ? Cell(line, _timeField) : Instant(line));

    ReadOnlySpan<byte> Instant(ReadOnlySpan<byte> line)
    {
        var day = DayOf(line);
        var time = Cell(line, _timeField);
        var length = day.Length + time.Length + 2;
        if (_scratch.Length < length) _scratch = new byte[length * 2];
        day.CopyTo(_scratch);
        _scratch[day.Length] = (byte)'T';
        time.CopyTo(_scratch.AsSpan(day.Length + 1));
        _scratch[length - 1] = (byte)'Z';
        return _scratch.AsSpan(0, length);
    }
}
