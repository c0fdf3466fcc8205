using Rondo.Engine.Data;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>A column that chunks fill side by side.</summary>
sealed class ColumnParts
{
    private readonly double[] _doubles = [];
    private readonly long[] _integers = [];
    private readonly bool[] _isMissing = [];
    private readonly int[] _codes = [];
    private readonly string[][] _texts = [];

    public ColumnParts(ColumnType type, int rows, int chunks)
    {
        Type = type;
        if (type == ColumnType.Double) _doubles = new double[rows];
        else if (type == ColumnType.Text) (_codes, _texts) = (new int[rows], new string[chunks][]);
        else (_integers, _isMissing) = (new long[rows], new bool[rows]);
    }

    public ColumnType Type { get; }

    public void Read(ref ChunkReader reader, int chunk, int start, int count)
    {
        if (Type == ColumnType.Double) DoubleCode.Read(ref reader, _doubles.AsSpan(start, count));
        else if (Type == ColumnType.Text) _texts[chunk] = TextCode.Read(ref reader, _codes.AsSpan(start, count));
        else ReadIntegers(ref reader, start, count);
    }

    void ReadIntegers(ref ChunkReader reader, int start, int count)
    {
        var missing = _isMissing.AsSpan(start, count);
        var isAnyMissing = MissingCode.Read(ref reader, missing);
        var values = _integers.AsSpan(start, count);
        IntegerCode.Read(ref reader, values);
        if (!isAnyMissing) return;
        for (var i = 0; i < count; i++)
            if (missing[i]) values[i] = 0;
    }

    /// <param name="starts">Each chunk's first row, and the number of rows.</param>
    public Column Build(int[] starts)
    {
        if (Type == ColumnType.Double) return new DoubleColumn(_doubles);
        if (Type != ColumnType.Text) return new IntegerColumn(Type, _integers, Array.IndexOf(_isMissing, true) >= 0 ? _isMissing : null);
        var (known, dictionary) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>());
        for (var chunk = 0; chunk < _texts.Length; chunk++)
        {
            var codes = Array.ConvertAll(_texts[chunk], text => CodeOf(text, known, dictionary));
            for (var row = starts[chunk]; row < starts[chunk + 1]; row++)
                if (_codes[row] >= 0) _codes[row] = codes[_codes[row]];
        }
        return new TextColumn(_codes, [.. dictionary]);
    }

    static int CodeOf(string text, Dictionary<string, int> known, List<string> dictionary)
    {
        if (known.TryGetValue(text, out var code)) return code;
        known.Add(text, code = dictionary.Count);
        dictionary.Add(text);
        return code;
    }
}
