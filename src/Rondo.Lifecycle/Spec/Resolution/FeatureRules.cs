using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Raw columns that can't help to predict: without a value, constant, identifiers and free text.</summary>
static class FeatureRules
{
    const double IdShare = 0.99;
    const double FreeTextWords = 3;
    const double FreeTextShare = 0.01;
    // So few values are categories, however long their names are.
    const int MaxCategories = 20;

    /// <summary>Why the column should be no feature, or null.</summary>
    public static DroppedColumn? Judge(string name, Column column)
    {
        var known = column.Length - column.CountMissing();
        if (known == 0) return new DroppedColumn(name, "empty_column", "no row has a value");
        return column switch
        {
            TextColumn text => JudgeText(name, text, known),
            IntegerColumn integers => JudgeIntegers(name, integers, known),
            DoubleColumn doubles when known == column.Length && IsConstant(doubles.Values) => Constant(name, column),
            _ => null,
        };
    }

    static DroppedColumn? JudgeText(string name, TextColumn column, int known)
    {
        var counts = new int[column.Dictionary.Length];
        foreach (var code in column.Codes)
            if (code >= 0) counts[code]++;
        var (distinct, words) = (0, 0L);
        for (var code = 0; code < counts.Length; code++)
        {
            if (counts[code] == 0) continue;
            distinct++;
            words += (long)counts[code] * WordCount.Of(column.Dictionary[code]);
        }
        if (distinct == 1 && known == column.Length) return Constant(name, column);
        if (distinct > IdShare * known && distinct > 1) return Identifier(name, distinct, known);
        if (distinct > MaxCategories && words >= FreeTextWords * known && distinct > FreeTextShare * known)
            return new DroppedColumn(name, "free_text", string.Create(CultureInfo.InvariantCulture, $"free text, {(double)words / known:0.#} words in the mean, which this version does not use"));
        return null;
    }

    static DroppedColumn? JudgeIntegers(string name, IntegerColumn column, int known)
    {
        if (known == column.Length && IsConstant(column.Values)) return Constant(name, column);
        if (column.Type != ColumnType.Int64) return null;
        if (known == column.Length && IsRowNumber(column.Values))
            return new DroppedColumn(name, "id_column", "an identifier: it numbers the rows");
        if (!IsNamedLikeId(name)) return null;
        var distinct = new HashSet<long>(known);
        for (var row = 0; row < column.Length; row++)
            if (!column.IsMissing(row)) distinct.Add(column.Values[row]);
        return distinct.Count > IdShare * known ? Identifier(name, distinct.Count, known) : null;
    }

    static DroppedColumn Constant(string name, Column column) =>
        new(name, "constant_column", $"constant, {Define.TargetProfile.NameOf(column, 0)} in every row");

    static DroppedColumn Identifier(string name, int distinct, int known) =>
        new(name, "id_column", string.Create(CultureInfo.InvariantCulture, $"an identifier: {100.0 * distinct / known:0.#}% of its values are unique"));

    static bool IsConstant<T>(T[] values)
        where T : struct => values.AsSpan(1).IndexOfAnyExcept(values[0]) < 0;

    // Counting up by one from 0 or 1 is a row number; from elsewhere it may be a year, unless it goes on for long.
    static bool IsRowNumber(long[] values)
    {
        if (values.Length < 2 || (values[0] is not (0 or 1) && values.Length < 1000)) return false;
        for (var row = 1; row < values.Length; row++)
            if (values[row] - values[row - 1] != 1) return false;
        return true;
    }

    static bool IsNamedLikeId(string name) =>
        name.ToLowerInvariant() is "id" or "uid" or "guid" or "uuid" or "index"
        || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(" id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.Ordinal)
        || (name.EndsWith("ID", StringComparison.Ordinal) && name.Length > 2);
}
