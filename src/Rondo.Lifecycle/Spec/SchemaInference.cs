using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Prepare.Checks;

namespace Rondo.Lifecycle.Spec;

/// <summary>
/// Claims of data only what more data of the same kind will keep to (docs/adr/0006-schema.md): types always; the rest from a hundred rows on,
/// with a margin for chance. Ranges of numbers are remarks.
/// </summary>
static class SchemaInference
{
    private const int FewestRows = 100;
    private const int LargestDomain = 20;
    private const int FewestOfEach = 5;
    private const int LongestWord = 100;
    private const double NullLimit = 0.5;

    public static SchemaFile Of(Table table) => new([.. table.Schema.Fields.Select((field, i) => Column(field.Name, table.Columns[i]))]) { Rows = Rows(table.RowCount) };

    /// <summary>A tenth of the rows, rounded down to one digit: what has less was cut short.</summary>
    public static RowsSpec? Rows(int count)
    {
        if (count < FewestRows) return null;
        var (least, unit) = (count / 10, 1);
        while (least / unit >= 10) unit *= 10;
        return new RowsSpec { Min = least / unit * unit };
    }

    public static SchemaColumn Column(string name, Column column)
    {
        var missing = column.CountMissing();
        var inferred = new SchemaColumn(name, column.Type, missing > 0 ? true : null) { Seen = Seen(column) };
        if (column.Length < FewestRows) return inferred;
        inferred = inferred with { Present = Present(missing, column.Length) };
        if (column is DoubleColumn numbers && missing < column.Length && !Array.Exists(numbers.Values, double.IsInfinity)) return With(inferred, "finite", ModelSpec.NoParameters);
        return column is TextColumn texts && Domain(texts) is { } domain ? With(inferred with { Seen = null }, "in", ModelSpec.NoParameters.Add("values", domain)) : inferred;
    }

    /// <summary>
    /// The share of values that later data will have, chance and small changes allowed for: twice as many missing as the upper bound of Wilson's
    /// interval (four standard errors) says, and half a hundredth. At least half of the values where that is certain; else no claim.
    /// </summary>
    public static double? Present(int missing, int rows)
    {
        const double z2 = 16;
        var share = (double)missing / rows;
        var upper = (share + z2 / (2 * rows) + Math.Sqrt(z2 * (share * (1 - share) / rows + z2 / (4.0 * rows * rows)))) / (1 + z2 / rows);
        var claim = Math.Floor((1 - (2 * upper + 0.005)) * 1000) / 1000;
        return claim >= NullLimit ? claim : upper <= 0.8 * NullLimit ? NullLimit : null;
    }

    /// <summary>The values of a text that has few, each of them often; null for any other.</summary>
    static ImmutableArray<object?>? Domain(TextColumn column)
    {
        var counts = Counts(column);
        if (counts.Count is 0 or > LargestDomain || counts.Values.Min() < FewestOfEach || counts.Keys.Max(word => word.Length) > LongestWord) return null;
        return [.. counts.Keys.Order(StringComparer.Ordinal)];
    }

    // Two entries of a dictionary may be the same text.
    static Dictionary<string, int> Counts(TextColumn column)
    {
        var byCode = new int[column.Dictionary.Length];
        foreach (var code in column.Codes)
            if (code >= 0) byCode[code]++;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var code = 0; code < byCode.Length; code++)
            if (byCode[code] > 0) counts[column.Dictionary[code]] = counts.GetValueOrDefault(column.Dictionary[code]) + byCode[code];
        return counts;
    }

    static string? Seen(Column column)
    {
        if (column is TextColumn texts) return string.Create(CultureInfo.InvariantCulture, $"{Counts(texts).Count:N0} distinct values");
        if (column.Type == ColumnType.Boolean) return null;
        var (lowest, highest) = (-1, -1);
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsMissing(row)) continue;
            if (lowest < 0 || IsLess(column, row, lowest)) lowest = row;
            if (highest < 0 || IsLess(column, highest, row)) highest = row;
        }
        return lowest < 0 ? null : $"{ShownValue.Plain(column, lowest)} to {ShownValue.Plain(column, highest)}";
    }

    static bool IsLess(Column column, int a, int b) => column is DoubleColumn numbers ? numbers.Values[a] < numbers.Values[b] : column is IntegerColumn whole && whole.Values[a] < whole.Values[b];

    static SchemaColumn With(SchemaColumn column, string check, ImmutableSortedDictionary<string, object?> parameters) =>
        column with { Checks = new ColumnChecksSpec { Checks = column.Checks.Checks.Add(check, parameters) } };
}
