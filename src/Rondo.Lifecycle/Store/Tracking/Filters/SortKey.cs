using Rondo.Lifecycle.Store.Engines;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>What kind of value rows are sorted by.</summary>
enum SortKind
{
    Text,
    Whole,
    Real,
}

/// <summary>A column that rows are sorted by. What has no value comes last, whichever the direction.</summary>
sealed record SortKey(string Column, bool IsDescending, SortKind Kind)
{
    public string Order => $"CASE WHEN {Column} IS NULL THEN 1 ELSE 0 END, {Column} {(IsDescending ? "DESC" : "ASC")}";

    public object? Read(StoreStatement row, int column) => row.IsNull(column) ? null : Kind switch
    {
        SortKind.Whole => row.Number(column),
        SortKind.Real => row.Real(column),
        _ => row.Text(column),
    };

    /// <summary>The condition of the rows that come after the one with these values: rows that were added meanwhile move no page.</summary>
    public static void WriteAfter(SqlText sql, IReadOnlyList<SortKey> keys, IReadOnlyList<object?> last)
    {
        sql.Add("(");
        for (var i = 0; i < keys.Count; i++)
        {
            sql.Add(i == 0 ? "(" : " OR (");
            for (var j = 0; j < i; j++)
            {
                keys[j].WriteEqual(sql, last[j]);
                sql.Add(" AND ");
            }
            keys[i].WriteBeyond(sql, last[i]);
            sql.Add(")");
        }
        sql.Add(")");
    }

    void WriteEqual(SqlText sql, object? value)
    {
        if (value is null) sql.Add($"{Column} IS NULL");
        else Value(sql.Add($"{Column} = "), value);
    }

    void WriteBeyond(SqlText sql, object? value)
    {
        if (value is null)
        {
            sql.Add("1 = 0");
            return;
        }
        Value(sql.Add($"({Column} {(IsDescending ? "<" : ">")} "), value);
        sql.Add($" OR {Column} IS NULL)");
    }

    static void Value(SqlText sql, object value) => _ = value switch
    {
        long number => sql.Value(number),
        double number => sql.Value(number),
        _ => sql.Value((string)value),
    };
}
