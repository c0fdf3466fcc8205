using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources.Text;

/// <summary>A column of known type and length that blocks of rows fill side by side. Rows that nobody sets are missing.</summary>
sealed class ColumnFiller
{
    private readonly long[] _integers = [];
    private readonly double[] _doubles = [];
    private readonly bool[] _isMissing = [];
    private readonly int[] _codes = [];
    private readonly bool _isDeclared;

    /// <param name="type">Of the values.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="isDeclared">Whether a person said the type: then NaN is a missing int64, and digits may be booleans.</param>
    public ColumnFiller(ColumnType type, int rows, bool isDeclared = true)
    {
        Type = type;
        _isDeclared = isDeclared;
        switch (type)
        {
            case ColumnType.Double:
                _doubles = new double[rows];
                Array.Fill(_doubles, double.NaN);
                break;
            case ColumnType.Text:
                _codes = new int[rows];
                Array.Fill(_codes, -1);
                break;
            default:
                _integers = new long[rows];
                _isMissing = new bool[rows];
                Array.Fill(_isMissing, true);
                break;
        }
    }

    public ColumnType Type { get; }

    /// <summary>False when the text is no value of the type.</summary>
    public bool TrySet(int row, ReadOnlySpan<byte> cell, Utf8Interner texts)
    {
        switch (Type)
        {
            case ColumnType.Text:
                _codes[row] = texts.CodeOf(cell);
                return true;
            case ColumnType.Double:
                return CellReading.TryDouble(cell, out _doubles[row]) || SetNaN(row, cell);
            case ColumnType.Int64:
                return CellReading.TryInt64(cell, out var whole) ? Set(row, whole) : _isDeclared && CellReading.IsNaN(cell);
            case ColumnType.Boolean:
                if (_isDeclared && (cell.SequenceEqual("1"u8) || cell.SequenceEqual("0"u8))) return Set(row, cell[0] - '0');
                return CellReading.TryBoolean(cell, out var flag) && Set(row, flag ? 1 : 0);
            case ColumnType.Date:
                return CellReading.TryDate(cell, out var days) && Set(row, days);
            case ColumnType.Timestamp:
                return CellReading.TryTimestamp(cell, out var micros, out var isUtc) && !isUtc && Set(row, micros);
            default:
                return CellReading.TryTimestamp(cell, out var instant, out var hasZone) && hasZone && Set(row, instant);
        }
    }

    /// <param name="blocks">The texts of each block and its rows, in order.</param>
    public Column Build(IReadOnlyList<(Utf8Interner Texts, int Start, int End)> blocks)
    {
        if (Type == ColumnType.Double) return new DoubleColumn(_doubles);
        if (Type != ColumnType.Text) return new IntegerColumn(Type, _integers, Array.IndexOf(_isMissing, true) >= 0 ? _isMissing : null);
        if (blocks.Count == 1) return new TextColumn(_codes, blocks[0].Texts.ToDictionary());
        var all = new Utf8Interner();
        foreach (var (texts, start, end) in blocks)
        {
            var codes = new int[texts.Count];
            for (var code = 0; code < codes.Length; code++) codes[code] = all.CodeOf(texts[code]);
            for (var row = start; row < end; row++)
                if (_codes[row] >= 0) _codes[row] = codes[_codes[row]];
        }
        return new TextColumn(_codes, all.ToDictionary());
    }

    bool Set(int row, long value)
    {
        _integers[row] = value;
        _isMissing[row] = false;
        return true;
    }

    bool SetNaN(int row, ReadOnlySpan<byte> cell)
    {
        _doubles[row] = double.NaN;
        return CellReading.IsNaN(cell);
    }
}
