using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Statistics;

/// <summary>How often each value of a column comes, missing ones apart.</summary>
public sealed class Categories
{
    private readonly Dictionary<string, int> _counts;

    Categories(Dictionary<string, int> counts, int total, int missing) => (_counts, Total, Missing) = (counts, total, missing);

    public int Total { get; }

    public int Missing { get; }

    public IEnumerable<string> Labels => _counts.Keys;

    public int Distinct => _counts.Count;

    public int CountOf(string label) => _counts.GetValueOrDefault(label);

    /// <exception cref="RondoException">There is no value.</exception>
    public static Categories Of(Column column, string name)
    {
        var (counts, missing) = (new Dictionary<string, int>(StringComparer.Ordinal), 0);
        switch (column)
        {
            case TextColumn text:
                missing = CountCodes(text, counts);
                break;
            case DoubleColumn doubles:
                // Both zeros are one number.
                foreach (var value in doubles.Values) Add(counts, double.IsNaN(value) ? null : (value + 0.0).ToString(CultureInfo.InvariantCulture), ref missing);
                break;
            case IntegerColumn whole:
                for (var row = 0; row < whole.Length; row++) Add(counts, whole.IsMissing(row) ? null : Word(whole, row), ref missing);
                break;
        }
        if (counts.Count == 0)
            throw new RondoException(new Mistake("no_values", missing == 0 ? $"'{name}' is empty." : $"'{name}' has no values: all {missing} are missing.") { Field = name, Hint = "A comparison needs at least one value on either side." });
        return new Categories(counts, column.Length - missing, missing);
    }

    static string Word(IntegerColumn column, int row) =>
        column.Type == ColumnType.Boolean ? column.Values[row] == 1 ? "true" : "false" : column.Values[row].ToString(CultureInfo.InvariantCulture);

    static int CountCodes(TextColumn column, Dictionary<string, int> counts)
    {
        var (codes, missing) = (new int[column.Dictionary.Length], 0);
        foreach (var code in column.Codes)
        {
            if (code < 0) missing++;
            else codes[code]++;
        }
        for (var code = 0; code < codes.Length; code++)
            if (codes[code] > 0) counts[column.Dictionary[code]] = counts.GetValueOrDefault(column.Dictionary[code]) + codes[code];
        return missing;
    }

    static void Add(Dictionary<string, int> counts, string? label, ref int missing)
    {
        if (label is null) missing++;
        else counts[label] = counts.GetValueOrDefault(label) + 1;
    }
}
