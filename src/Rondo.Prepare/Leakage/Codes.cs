using Rondo.Engine.Data;

namespace Rondo.Prepare.Leakage;

/// <summary>The values of a column as numbers 0, 1, 2 ... in order of first appearance; -1 where it is missing.</summary>
static class Codes
{
    public static int[] Of(Column column) => Of(column, null);

    /// <summary>Of these rows alone. Shape: rows.</summary>
    public static int[] Of(Column column, int[]? rows)
    {
        var codes = new int[rows?.Length ?? column.Length];
        var known = new Dictionary<long, int>();
        var words = column is TextColumn named ? FirstEqual(named.Dictionary) : [];
        for (var i = 0; i < codes.Length; i++)
        {
            var row = rows?[i] ?? i;
            if (column.IsMissing(row))
            {
                codes[i] = -1;
                continue;
            }
            var value = column switch
            {
                TextColumn text => words[text.Codes[row]],
                IntegerColumn whole => whole.Values[row],
                _ => BitConverter.DoubleToInt64Bits(((DoubleColumn)column).Values[row] + 0.0),
            };
            if (!known.TryGetValue(value, out var code)) known.Add(value, code = known.Count);
            codes[i] = code;
        }
        return codes;
    }

    // Two entries of a dictionary may be the same text.
    static int[] FirstEqual(string[] dictionary)
    {
        var firsts = new Dictionary<string, int>(dictionary.Length, StringComparer.Ordinal);
        return Array.ConvertAll(dictionary, text => firsts.TryGetValue(text, out var first) ? first : firsts[text] = firsts.Count);
    }

    /// <summary>How many different codes there are.</summary>
    public static int Count(int[] codes) => codes.Length == 0 ? 0 : codes.Max() + 1;
}
