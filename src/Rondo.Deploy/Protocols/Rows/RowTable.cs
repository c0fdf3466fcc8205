using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Deploy.Features;
using Rondo.Deploy.Host;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>Rows as a request brings them, checked against the model's signature while they are read.</summary>
sealed class RowTable
{
    readonly ServedModel _model;
    readonly RowLookup? _lookup;
    readonly ImmutableArray<ServedColumn> _columns;
    readonly Cells[] _cells;
    readonly int[] _lastRow;
    int _capacity;
    int _valuesOfRow;
    bool _isUnknown;

    /// <param name="lookup">What completes rows that name an entity; null when nothing does.</param>
    public RowTable(ServedModel model, int mostRows, int capacity = 1, RowLookup? lookup = null)
    {
        (_model, MostRows, _capacity, _lookup) = (model, mostRows, capacity, lookup);
        _columns = lookup is null ? model.Columns : lookup.Columns;
        _cells = new Cells[_columns.Length];
        for (var i = 0; i < _cells.Length; i++) _cells[i] = Cells.Of(_columns[i].Type, capacity);
        _lastRow = new int[_columns.Length];
        _lastRow.AsSpan().Fill(-1);
    }

    public ServedModel Model => _model;

    /// <summary>How many rows a request may bring.</summary>
    public int MostRows { get; set; }

    /// <summary>How many rows there is room for.</summary>
    public int Capacity => _capacity;

    public ProblemList Problems { get; } = new();

    /// <summary>Whether columns that the model doesn't have are passed over, as in a file of data.</summary>
    public bool PassesOver { get; init; }

    /// <summary>As of when the rows are that don't say so themselves: microseconds since 1970; null for now.</summary>
    public long? AsOf { get; set; }

    /// <summary>Whether a time makes a difference.</summary>
    public bool LooksUp => _lookup is not null;

    /// <summary>What each row was completed by, as far as any was; null when none was.</summary>
    public LookedUp?[]? Found { get; private set; }

    /// <summary>Rows that are complete.</summary>
    public int Rows { get; private set; }

    /// <summary>The row that is being read, from 0 on.</summary>
    int Row { get; set; }

    public void BeginRow()
    {
        Reserve(Rows);
        Row = Rows;
        _valuesOfRow = 0;
    }

    /// <summary>Begins values that come column by column; each is put where <see cref="MoveTo"/> says.</summary>
    /// <param name="rows">How many rows there will be, as far as known.</param>
    public void BeginColumns(int rows)
    {
        if (rows > 0) Reserve(rows - 1);
    }

    /// <summary>The row that the next values are of.</summary>
    public void MoveTo(int row)
    {
        Reserve(row);
        Row = row;
    }

    /// <summary>Ends values that came column by column, as many in each as there are rows.</summary>
    public void EndColumns(int rows)
    {
        if (_lookup is not null && _lastRow[_lookup.KeyIndex] >= 0) CompleteColumns(rows);
        for (var i = 0; i < _cells.Length; i++)
        {
            if (_lastRow[i] >= 0) continue;
            if (!_columns[i].IsOptional) Problems.Add(null, _columns[i].Name, Describe(i), "no such column");
            else for (var row = 0; row < rows; row++) _cells[i].SetMissing(row);
        }
        Rows = rows;
    }

    /// <summary>The place of a column in the signature, or -1 with a problem noted.</summary>
    /// <param name="guess">Where it most likely is: after the one before it.</param>
    public int Find(ref readonly Utf8JsonReader name, int guess)
    {
        var columns = _columns;
        if ((uint)guess < (uint)columns.Length && JsonRows.Is(in name, columns[guess].Utf8Name)) return guess;
        var text = ReadName(in name);
        var index = text is null ? -1 : IndexOf(text);
        if (index < 0) Unknown(text ?? Got.Of(in name));
        return index;
    }

    public int Find(string name)
    {
        var index = IndexOf(name);
        if (index < 0) Unknown(name);
        return index;
    }

    /// <summary>A JSON value of the row that is being read.</summary>
    public void Set(int column, ref readonly Utf8JsonReader value)
    {
        if (!Claim(column)) return;
        if (value.TokenType == JsonTokenType.Null) _cells[column].SetMissing(Row);
        else if (!TrySet(column, in value, out var got)) Refuse(column, got);
    }

    /// <summary>A value as it stands in a file of text; empty is missing, but for text in quotes.</summary>
    public void Set(int column, ReadOnlySpan<char> value, bool isQuoted)
    {
        if (!Claim(column)) return;
        if (value.IsEmpty && !(isQuoted && _columns[column].Type == ColumnType.Text)) _cells[column].SetMissing(Row);
        else if (!_cells[column].TrySet(Row, value)) Refuse(column, Got.Text(value));
    }

    public void SetMissing(int column)
    {
        if (Claim(column)) _cells[column].SetMissing(Row);
    }

    public void Set(int column, double value)
    {
        if (Claim(column) && !_cells[column].TrySet(Row, value)) Refuse(column, FormattableString.Invariant($"the number {value:R}"));
    }

    public void Set(int column, long value)
    {
        if (Claim(column) && !_cells[column].TrySet(Row, value)) Refuse(column, FormattableString.Invariant($"the number {value}"));
    }

    public void Set(int column, bool value)
    {
        if (Claim(column) && !_cells[column].TrySet(Row, value)) Refuse(column, value ? "true" : "false");
    }

    public void Set(int column, string value)
    {
        if (Claim(column) && !_cells[column].TrySet(Row, value)) Refuse(column, $"the text {Got.Text(value)}");
    }

    /// <summary>A date or time: days or microseconds since 1970, as its type counts them.</summary>
    public void Set(int column, ColumnType kind, long value)
    {
        if (Claim(column) && !_cells[column].TrySet(Row, kind, value)) Refuse(column, $"a {kind.Word}");
    }

    /// <summary>A problem of the row that is being read.</summary>
    public void Refuse(int column, string got) => Problems.Add(Row, _columns[column].Name, Describe(column), got);

    public void Refuse(string column, string expected, string got) => Problems.Add(Row, column, expected, got);

    public void EndRow()
    {
        if (_valuesOfRow != _cells.Length) FillIn();
        Rows++;
        if (Problems.IsFull) Problems.ThrowIfAny();
    }

    /// <summary>The columns in the signature's order.</summary>
    /// <exception cref="ServingException">Something was wrong.</exception>
    public Column[] ToColumns()
    {
        Problems.ThrowIfAny();
        var columns = new Column[_model.Columns.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = _cells[i].ToColumn(Rows);
        return columns;
    }

    /// <summary>The value that a column has in all rows, as text; null when they differ, or it is missing or no name of anything.</summary>
    public string? KeyOf(int column)
    {
        var key = Rows == 0 ? null : _cells[column].KeyOf(0);
        for (var row = 1; row < Rows && key is not null; row++)
            if (_cells[column].KeyOf(row) != key) return null;
        return key;
    }

    /// <summary>Puts the only row into cells, in the signature's order, for who reuses them from row to row.</summary>
    /// <exception cref="ServingException">Something was wrong.</exception>
    public void CopyTo(ReadOnlySpan<Column> cells)
    {
        Problems.ThrowIfAny();
        for (var i = 0; i < cells.Length; i++) _cells[i].CopyTo(cells[i]);
    }

    /// <summary>Begins anew, with the memory that there is.</summary>
    public void Clear()
    {
        Rows = 0;
        _lastRow.AsSpan().Fill(-1);
        Problems.Clear();
        Found = null;
    }

    void Reserve(int row)
    {
        if (row >= MostRows)
            throw new ServingException(413, "too_many_rows", FormattableString.Invariant($"A request may bring {MostRows} rows; this one has more."));
        if (row < _capacity) return;
        _capacity = Math.Max(row + 1, Math.Max(8, 2 * _capacity));
        foreach (var cells in _cells) cells.Reserve(_capacity);
    }

    bool Claim(int column)
    {
        if (_lastRow[column] == Row)
        {
            Problems.Add(Row, _columns[column].Name, "the column once", "it twice");
            return false;
        }
        _lastRow[column] = Row;
        _valuesOfRow++;
        return true;
    }

    bool TrySet(int column, ref readonly Utf8JsonReader value, out string got)
    {
        got = "";
        try
        {
            if (_cells[column].TrySet(Row, in value)) return true;
            got = Got.Of(in value);
        }
        catch (InvalidOperationException)
        {
            got = "text with half a surrogate pair";
        }
        return false;
    }

    void FillIn()
    {
        var found = _lookup is not null && _lastRow[_lookup.KeyIndex] == Row ? LookUp(Row, hasTime: _lastRow[_lookup.TimeIndex] == Row) : null;
        for (var i = 0; i < _cells.Length; i++)
        {
            if (_lastRow[i] == Row) continue;
            if (found is { } place && _lookup!.FeatureFor(i) is { } feature) Complete(i, Row, feature, place);
            else if (_columns[i].IsOptional) _cells[i].SetMissing(Row);
            // Of an entity that is not known, that is what is wrong.
            else if (!_isUnknown) Problems.Add(Row, _columns[i].Name, Describe(i), "no such column");
        }
        _isUnknown = false;
    }

    void CompleteColumns(int rows)
    {
        var features = Enumerable.Range(0, _model.Columns.Length).Where(i => _lastRow[i] < 0 && _lookup!.FeatureFor(i) is not null).ToArray();
        for (var row = 0; row < rows; row++)
        {
            var found = LookUp(row, hasTime: _lastRow[_lookup!.TimeIndex] >= 0);
            foreach (var i in features)
                if (found is { } place) Complete(i, row, _lookup.FeatureFor(i)!, place);
                else _cells[i].SetMissing(row);
        }
        foreach (var i in features) _lastRow[i] = Math.Max(0, rows - 1);
    }

    // The place of the entity's features in the table; null, with a problem noted, when none were known then.
    int? LookUp(int row, bool hasTime)
    {
        var key = _columns[_lookup!.KeyIndex].Name;
        if (_cells[_lookup.KeyIndex].KeyOf(row) is not { } entity) return null;
        var until = (hasTime ? _cells[_lookup.TimeIndex].TimeOf(row) : null) ?? AsOf ?? _lookup.Now;
        if (_lookup.Table.Find(entity, until) is { } found)
        {
            var all = Found ??= new LookedUp?[Math.Max(row + 1, _capacity)];
            if (all.Length <= row) Array.Resize(ref all, Math.Max(row + 1, 2 * all.Length));
            all[row] = new LookedUp(found.Time, _lookup.MaxAge is { } age && until - found.Time > age.Ticks / TimeSpan.TicksPerMicrosecond);
            Found = all;
            return found.Row;
        }
        _isUnknown = true;
        var isEarly = _lookup.Table.Knows(entity);
        Problems.Add(row, key, $"an entity of the feature table '{_lookup.Name}'{(isEarly ? " that was known at the time" : "")}", isEarly ? $"{Got.Text(entity)}, of which all that is kept is later" : $"{Got.Text(entity)}, which has no row there");
        return null;
    }

    void Complete(int column, int row, Column feature, int place)
    {
        var cells = _cells[column];
        var isSet = true;
        if (feature.IsMissing(place)) cells.SetMissing(row);
        else isSet = feature switch
        {
            DoubleColumn doubles => cells.TrySet(row, doubles.Values[place]),
            TextColumn texts => cells.TrySet(row, texts[place]!),
            IntegerColumn { Type: ColumnType.Int64 } whole => cells.TrySet(row, whole.Values[place]),
            IntegerColumn { Type: ColumnType.Boolean } flags => cells.TrySet(row, flags.Values[place] != 0),
            IntegerColumn times => cells.TrySet(row, times.Type, times.Values[place]),
            _ => false,
        };
        if (!isSet) Problems.Add(row, _columns[column].Name, Describe(column), $"another value in the feature table '{_lookup!.Name}'");
    }

    /// <summary>The column's place among those that rows may bring, or -1.</summary>
    public int IndexOf(string name) => _lookup is null ? _model.IndexOf(name) : _lookup.IndexOf(name, _model);

    string Describe(int column) => $"{_cells[column].Expected} ({_columns[column].Type.Word}) or null";

    void Unknown(string name)
    {
        if (PassesOver) return;
        var hint = Spelling.DidYouMean(name, _model.Columns.Select(c => c.Name));
        Problems.Add(Row, name, hint is null ? "a column of the model's signature" : $"a column of the model's signature ({hint})", "an unknown column");
    }

    static string? ReadName(ref readonly Utf8JsonReader name)
    {
        try
        {
            return name.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
