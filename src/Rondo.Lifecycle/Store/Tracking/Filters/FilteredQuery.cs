using Rondo.Lifecycle.Store.Engines;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>A page of the rows of a subject that a filter lets through, in the order that was asked for.</summary>
/// <param name="Columns">What is selected of the row <c>r</c>.</param>
/// <param name="Tie">What decides between equal rows.</param>
sealed record FilteredQuery(FilterSubject Subject, string Columns, string Tie)
{
    public required SearchRequest Request { get; init; }

    /// <summary>Where the search looks at all; empty for everywhere.</summary>
    public Action<SqlText>? Scope { get; init; }

    /// <summary>The statement of the page with one row more, by which is seen whether there is another page.</summary>
    public OneStatement Open(StoreSession session, long offset)
    {
        var vocabulary = FilterVocabulary.Of(Subject);
        var sql = new SqlText().Add($"SELECT {Columns} FROM {vocabulary.From} AS r");
        var order = OrderTerm.Parse(Request.OrderBy, Subject);
        var sorts = order.Select((term, i) => Sort(sql, vocabulary, term, i)).ToList();
        sql.Add(" WHERE 1 = 1");
        Scope?.Invoke(sql);
        if (Filter.Parse(Request.Filter, Subject) is { } filter)
        {
            sql.Add(" AND ");
            new FilterSql(session, vocabulary, sql).Write(filter);
        }
        sql.Add($" ORDER BY {string.Concat(sorts)}{Tie} LIMIT ").Value(Request.Limit + 1L).Add(" OFFSET ").Value(offset);
        return sql.Bind(session);
    }

    // What has no value comes last, whichever the direction.
    static string Sort(SqlText sql, FilterVocabulary vocabulary, OrderTerm term, int index)
    {
        var column = Join(sql, vocabulary, term.Field, index);
        return $"CASE WHEN {column} IS NULL THEN 1 ELSE 0 END, {column} {(term.IsDescending ? "DESC" : "ASC")}, ";
    }

    static string Join(SqlText sql, FilterVocabulary vocabulary, FilterField field, int index)
    {
        if (field.Kind == FieldKind.Attribute) return vocabulary.Attribute(field.Key)!.Sql;
        var (table, column) = field.Kind switch
        {
            FieldKind.Metric => (vocabulary.Metrics!, FilterSql.ColumnOf(field.Aggregate)),
            FieldKind.Param => (vocabulary.Params!, "value"),
            _ => (vocabulary.Tags!, "value"),
        };
        var alias = $"o{index}";
        sql.Add($" LEFT JOIN {table.Name} AS {alias} ON {table.Join.Replace("x.", alias + ".", StringComparison.Ordinal)} AND {alias}.name = ").Value(field.Key);
        return $"{alias}.{column}";
    }
}
