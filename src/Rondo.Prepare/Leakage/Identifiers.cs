using Rondo.Engine.Data;

namespace Rondo.Prepare.Leakage;

/// <summary>Columns that name or number rows.</summary>
static class Identifiers
{
    private const double MinUnique = 0.99, MaxSpread = 1.5;

    public static bool IsNamedLikeOne(string name) =>
        name.ToLowerInvariant() is "id" or "uid" or "guid" or "uuid" or "index" or "key"
        || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_no", StringComparison.OrdinalIgnoreCase) || name.EndsWith(" id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.Ordinal) || (name.EndsWith("ID", StringComparison.Ordinal) && name.Length > 2);

    /// <summary>The numbers of an identifier: a unique whole number that is named like one or numbers the rows without large gaps, or a unique text that ends with such a number. Null for other columns.</summary>
    public static double[]? NumbersOf(string name, Column column, int[] rows)
    {
        var numbers = column switch
        {
            IntegerColumn { Type: ColumnType.Int64 } whole => Numbers.Of(whole, rows),
            DoubleColumn doubles when Array.TrueForAll(rows, r => doubles.Values[r] == Math.Floor(doubles.Values[r])) => Numbers.Of(doubles, rows),
            TextColumn text => Array.ConvertAll(rows, r => text[r] is { } word ? EndingNumber(word) : double.NaN),
            _ => [],
        };
        double[] known = [.. numbers.Where(v => !double.IsNaN(v))];
        if (known.Length < 2 || known.Length < MinUnique * rows.Length || known.Distinct().Count() < MinUnique * known.Length) return null;
        // In a sample the numbers lie as far apart as rows were left out.
        var isDense = (known.Max() - known.Min()) * rows.Length <= MaxSpread * column.Length * (double)known.Length;
        return isDense || IsNamedLikeOne(name) ? numbers : null;
    }

    static double EndingNumber(string word)
    {
        var start = word.Length;
        while (start > 0 && char.IsAsciiDigit(word[start - 1]) && word.Length - start < 15) start--;
        return start == word.Length ? double.NaN : double.Parse(word.AsSpan(start), System.Globalization.CultureInfo.InvariantCulture);
    }
}
