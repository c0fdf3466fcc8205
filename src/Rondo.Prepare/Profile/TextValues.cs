using Rondo.Engine.Data;
using Rondo.Prepare.Profile.Alerts;

namespace Rondo.Prepare.Profile;

/// <summary>The distinct texts of a column that rows have, in the order of its dictionary, and the rows of each.</summary>
public sealed class TextValues
{
    TextValues(string[] values, int[] counts, int[] ofCode) => (Values, Counts, OfCode) = (values, counts, ofCode);

    public string[] Values { get; }

    public int[] Counts { get; }

    /// <summary>For each code of the column the position of its value here, or -1 when no row has it.</summary>
    public int[] OfCode { get; }

    public static TextValues Of(TextColumn column)
    {
        var byCode = new int[column.Dictionary.Length];
        foreach (var code in column.Codes)
            if (code >= 0) byCode[code]++;
        var (values, counts) = (new List<string>(), new List<int>());
        var ofCode = new int[byCode.Length];
        // Two entries of a dictionary may be the same text.
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var code = 0; code < byCode.Length; code++)
        {
            ofCode[code] = -1;
            if (byCode[code] == 0) continue;
            if (!known.TryGetValue(column.Dictionary[code], out ofCode[code]))
            {
                known.Add(column.Dictionary[code], ofCode[code] = values.Count);
                values.Add(column.Dictionary[code]);
                counts.Add(0);
            }
            counts[ofCode[code]] += byCode[code];
        }
        return new TextValues([.. values], [.. counts], ofCode);
    }

    internal TextShape Shape => field ??= TextShape.Of(this);

    /// <summary>The rows of all values of which this holds.</summary>
    public long RowsWhere(Func<string, bool> holds)
    {
        var rows = 0L;
        for (var i = 0; i < Values.Length; i++)
            if (holds(Values[i])) rows += Counts[i];
        return rows;
    }

    public TextLengths? Lengths()
    {
        if (Values.Length == 0) return null;
        var (min, max, sum, rows) = (int.MaxValue, 0, 0L, 0L);
        for (var i = 0; i < Values.Length; i++)
        {
            var length = LengthOf(Values[i]);
            (min, max) = (Math.Min(min, length), Math.Max(max, length));
            sum += (long)length * Counts[i];
            rows += Counts[i];
        }
        return new TextLengths(min, (double)sum / rows, max);
    }

    /// <summary>In code points.</summary>
    public static int LengthOf(string text)
    {
        var length = text.Length;
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return length;
        length = 0;
        foreach (var rune in text.EnumerateRunes()) length++;
        return length;
    }
}
