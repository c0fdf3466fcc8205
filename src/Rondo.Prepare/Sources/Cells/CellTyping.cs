using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources.Parquet;
using Rondo.Prepare.Sources.Text;

namespace Rondo.Prepare.Sources.Cells;

/// <summary>Finds the type of a column from all its cells, and turns it into a column of that type.</summary>
/// <remarks>
/// Whole numbers are int64; with fractions among them, double. Several kinds beside each other are text, as in text formats.
/// Without any value a column is double in every format.
/// </remarks>
static class CellTyping
{
    /// <param name="cells">All of the column.</param>
    /// <param name="declared">Null: the type is found.</param>
    /// <param name="place">Where rows are counted, for messages.</param>
    /// <param name="wrong">Counts values that are not of the declared type; the column is null then.</param>
    public static Column? Build(CellColumn cells, ColumnType? declared, string place, out WrongValues wrong)
    {
        wrong = new WrongValues();
        var isNumbers = (cells.Kinds & ~(CellKind.Integer | CellKind.Double)) == 0;
        if (cells.Rules.MayBeBoolean && declared is null or ColumnType.Boolean && IsBoolean(cells)) return Booleans(cells);
        if (isNumbers || cells.Kinds == CellKind.Boolean)
        {
            Column natural = cells.Kinds == CellKind.Boolean ? new IntegerColumn(ColumnType.Boolean, [.. cells.Bits], cells.MissingMask())
                : cells.Kinds == CellKind.Integer ? new IntegerColumn(cells.Rules.Integers, [.. cells.Bits], cells.MissingMask())
                : Doubles(cells);
            return declared is { } type ? ColumnCast.To(natural, type, place, out wrong) : natural;
        }
        if (cells.Kinds != CellKind.Text) WriteAsText(cells);
        return Texts(cells, declared, place, ref wrong);
    }

    static DoubleColumn Doubles(CellColumn cells)
    {
        var values = new double[cells.Count];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = cells.KindOf(row) switch
            {
                CellKind.Missing => double.NaN,
                CellKind.Integer => cells.BitsOf(row),
                _ => BitConverter.Int64BitsToDouble(cells.BitsOf(row)),
            };
        }
        return new DoubleColumn(values);
    }

    static bool IsBoolean(CellColumn cells)
    {
        if (cells.Kinds == CellKind.Missing || (cells.Kinds & CellKind.Double) != 0) return false;
        for (var code = 0; code < cells.Texts.Count; code++)
            if (!CellReading.TryBoolean(cells.Texts[code], out _)) return false;
        for (var row = 0; row < cells.Count; row++)
            if (cells.KindOf(row) == CellKind.Integer && cells.BitsOf(row) is not (0 or 1)) return false;
        return true;
    }

    static IntegerColumn Booleans(CellColumn cells)
    {
        var values = new long[cells.Count];
        for (var row = 0; row < values.Length; row++)
            values[row] = cells.KindOf(row) != CellKind.Text ? cells.BitsOf(row) : CellReading.TryBoolean(cells.Texts[(int)cells.BitsOf(row)], out var flag) && flag ? 1 : 0;
        return new IntegerColumn(ColumnType.Boolean, values, cells.MissingMask());
    }

    // Numbers beside texts: all of them are texts then.
    static void WriteAsText(CellColumn cells)
    {
        var bits = cells.Bits;
        for (var row = 0; row < cells.Count; row++)
        {
            var text = cells.KindOf(row) switch
            {
                CellKind.Integer => bits[row].ToString(CultureInfo.InvariantCulture),
                CellKind.Double => BitConverter.Int64BitsToDouble(bits[row]).ToString("R", CultureInfo.InvariantCulture),
                CellKind.Boolean => bits[row] == 1 ? "true" : "false",
                _ => null,
            };
            if (text is not null) bits[row] = cells.Texts.CodeOf(Encoding.UTF8.GetBytes(text));
        }
    }

    // Each distinct text is read once.
    static Column? Texts(CellColumn cells, ColumnType? declared, string place, ref WrongValues wrong)
    {
        var isMixed = cells.Kinds != CellKind.Text;
        var type = declared ?? (isMixed ? ColumnType.Text : Guess(cells.Texts, cells.Rules.Texts));
        var codes = new int[cells.Count];
        for (var row = 0; row < codes.Length; row++) codes[row] = cells.KindOf(row) == CellKind.Missing ? -1 : (int)cells.BitsOf(row);
        if (type == ColumnType.Text) return new TextColumn(codes, cells.Texts.ToDictionary());

        var distinct = cells.Texts.Count;
        // One more, which nobody sets, is the missing value.
        var filler = new ColumnFiller(type, distinct + 1);
        var isRight = new bool[distinct];
        var unused = new Utf8Interner();
        for (var code = 0; code < distinct; code++) isRight[code] = TrySet(filler, code, cells.Texts[code], cells.Rules.Texts, unused);
        for (var row = 0; row < codes.Length; row++)
        {
            if (codes[row] < 0) codes[row] = distinct;
            else if (!isRight[codes[row]]) wrong.Add(cells.Texts[codes[row]], place, row + 1L);
        }
        return wrong.Count > 0 ? null : filler.Build([]).Take(codes);
    }

    static bool TrySet(ColumnFiller filler, int code, ReadOnlySpan<byte> text, TextMeaning meaning, Utf8Interner unused)
    {
        Span<byte> iso = stackalloc byte[LogTime.IsoLength];
        var isLogTime = meaning == TextMeaning.AnythingInLogs && filler.Type == ColumnType.TimestampUtc && LogTime.TryToIso(text, iso);
        return filler.TrySet(code, isLogTime ? iso : text, unused);
    }

    static ColumnType Guess(Utf8Interner texts, TextMeaning meaning)
    {
        if (meaning == TextMeaning.Text) return ColumnType.Text;
        if (meaning == TextMeaning.AnythingInLogs && AreLogTimes(texts)) return ColumnType.TimestampUtc;
        var guess = new ColumnGuess();
        for (var code = 0; code < texts.Count; code++)
        {
            if (meaning == TextMeaning.Times) guess.See(texts[code], CellFits.Temporal);
            else guess.See(texts[code]);
        }
        return guess.Type;
    }

    static bool AreLogTimes(Utf8Interner texts)
    {
        Span<byte> iso = stackalloc byte[LogTime.IsoLength];
        for (var code = 0; code < texts.Count; code++)
            if (!LogTime.TryToIso(texts[code], iso)) return false;
        return true;
    }
}
