using System.Text;
using System.Text.Unicode;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Cells;

/// <summary>One column of a <see cref="CellTable"/>: cells of any kind, nine bytes each, texts stored once.</summary>
public sealed class CellColumn
{
    private readonly SourceOptions _options;
    private readonly string? _file;
    private readonly MissingWords _missing;
    private CellKind[] _kinds = [];
    private long[] _bits = [];
    private long _given;

    internal CellColumn(string name, CellRules rules, SourceOptions options, MissingWords missing, string? file)
    {
        (Name, Rules, _options, _missing, _file) = (name, rules, options, missing, file);
    }

    public string Name { get; }

    public int Count { get; private set; }

    internal CellRules Rules { get; }

    internal Utf8Interner Texts { get; private set; } = new();

    internal long TextBytes { get; private set; }

    /// <summary>The kinds of cells, missing ones left out.</summary>
    internal CellKind Kinds { get; private set; }

    internal CellKind KindOf(int row) => _kinds[row];

    /// <summary>The number, the double's bits, 0 or 1, or the text's code.</summary>
    internal long BitsOf(int row) => _bits[row];

    public void AddMissing() => Add(CellKind.Missing, 0);

    public void Add(long value) => Add(CellKind.Integer, value);

    /// <summary>NaN is a missing value.</summary>
    public void Add(double value)
    {
        // Adding zero turns -0.0 into 0.0: equal values have equal bits.
        if (double.IsNaN(value)) AddMissing();
        else Add(CellKind.Double, BitConverter.DoubleToInt64Bits(value + 0.0));
    }

    public void Add(bool value) => Add(CellKind.Boolean, value ? 1 : 0);

    /// <summary>Text in UTF-8, or a missing value if it is empty, blank or one of the words declared.</summary>
    /// <exception cref="RondoException">It is too large, holds a NUL character or is no UTF-8.</exception>
    public void AddText(ReadOnlySpan<byte> text)
    {
        if (_missing.Has(text))
        {
            AddMissing();
            return;
        }
        if (text.Length > _options.MaxCellBytes) throw TooLarge();
        var known = Texts.Count;
        var code = Texts.CodeOf(text);
        if (Texts.Count > known) Check(text);
        Add(CellKind.Text, code);
    }

    /// <summary>A decimal number in digits, typed as CSV would: whole numbers that fit are int64, others double.</summary>
    /// <exception cref="RondoException">It is beyond the range of a double.</exception>
    public void AddNumber(ReadOnlySpan<byte> digits)
    {
        if (CellReading.TryInt64(digits, out var whole)) Add(whole);
        else if (CellReading.TryDouble(digits, out var value)) Add(value);
        else if (CellReading.IsNaN(digits)) AddMissing();
        else throw Wrong("value_out_of_range", $"Column '{Name}' holds a number beyond the range of a double: {Encoding.UTF8.GetString(digits[..Math.Min(digits.Length, 40)])}.", "Leave the column out, or round it in a query.");
    }

    /// <summary>A mistake in the next cell of this column.</summary>
    public RondoException Wrong(string code, string message, string? hint = null) =>
        new(new Mistake(code, message) { File = _file, Field = Name, Row = _given + Count + 1L, Hint = hint });

    /// <summary>The mistake of a next cell that is larger than the setting allows.</summary>
    public RondoException TooLarge() =>
        Wrong("cell_too_large", FormattableString.Invariant($"A cell of column '{Name}' is larger than {_options.MaxCellBytes} bytes."), "Raise the setting max_cell_bytes if that is meant.");

    internal void Add(CellKind kind, long bits)
    {
        if (Count == _kinds.Length) Grow();
        _kinds[Count] = kind;
        _bits[Count++] = bits;
        Kinds |= kind;
    }

    /// <summary>Forgets the cells, which somebody took.</summary>
    internal void Clear()
    {
        _given += Count;
        (Count, Kinds, TextBytes, Texts) = (0, CellKind.Missing, 0, new Utf8Interner());
    }

    internal Span<long> Bits => _bits.AsSpan(0, Count);

    internal ReadOnlySpan<CellKind> AllKinds => _kinds.AsSpan(0, Count);

    internal bool[]? MissingMask()
    {
        if (!AllKinds.Contains(CellKind.Missing)) return null;
        var mask = new bool[Count];
        for (var row = 0; row < mask.Length; row++) mask[row] = _kinds[row] == CellKind.Missing;
        return mask;
    }

    void Check(ReadOnlySpan<byte> text)
    {
        TextBytes += text.Length;
        if (text.Contains((byte)0))
            throw Wrong("nul_byte", $"Column '{Name}' holds a text with a NUL character.", "Put it right in the source, or leave the column out.");
        if (!Utf8.IsValid(text))
            throw Wrong("bad_encoding", $"Column '{Name}' holds bytes that are not UTF-8.", "Put the text right in the source, or leave the column out.");
    }

    void Grow()
    {
        if (Count == Array.MaxLength) throw new RondoException("too_many_rows", "There are more rows than a table holds.");
        var size = (int)Math.Min(Array.MaxLength, Math.Max(1024, Count * 2L));
        Array.Resize(ref _kinds, size);
        Array.Resize(ref _bits, size);
    }
}
