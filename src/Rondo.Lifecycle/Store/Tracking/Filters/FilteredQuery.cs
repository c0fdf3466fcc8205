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

    /// <summary>What rows are sorted by; the terms that were asked for, not the tie.</summary>
    public IReadOnlyList<SortKey> Keys => [.. OrderTerm.Parse(Request.OrderBy, Subject).Select(KeyOf)];

    /// <summary>The statement of the page with one row more, by which is seen whether there is another page. After the columns come those of the keys.</summary>
    public OneStatement Open(StoreSession session, long offset) => Open(session, offset, [], null);

    /// <summary>The page after the row with these values of <see cref="Keys"/> and the ties.</summary>
    /// <param name="ties">What <see cref="Tie"/> says, as keys.</param>
    public OneStatement Open(StoreSession session, PagePlace place, IReadOnlyList<SortKey> ties) =>
        Open(session, place.After is null ? place.Offset : 0, ties, place.After);

    OneStatement Open(StoreSession session, long offset, IReadOnlyList<SortKey> ties, IReadOnlyList<object?>? after)
    {
        var vocabulary = FilterVocabulary.Of(Subject);
        var sql = new SqlText().Add($"SELECT {Columns}{string.Concat(Keys.Select(k => ", " + k.Column))} FROM {vocabulary.From} AS r");
        foreach (var (index, term) in OrderTerm.Parse(Request.OrderBy, Subject).Index()) Join(sql, vocabulary, term.Field, index);
        sql.Add(" WHERE 1 = 1");
        Scope?.Invoke(sql);
        if (Filter.Parse(Request.Filter, Subject) is { } filter)
        {
            sql.Add(" AND ");
            new FilterSql(session, vocabulary, sql).Write(filter);
        }
        if (after is not null) SortKey.WriteAfter(sql.Add(" AND "), [.. Keys, .. ties], after);
        sql.Add($" ORDER BY {string.Concat(Keys.Select(k => k.Order + ", "))}{Tie} LIMIT ").Value(Request.Limit + 1L).Add(" OFFSET ").Value(offset);
        return sql.Bind(session);
    }

    SortKey KeyOf(OrderTerm term, int index)
    {
        var vocabulary = FilterVocabulary.Of(Subject);
        if (term.Field.Kind == FieldKind.Attribute)
        {
            var attribute = vocabulary.Attribute(term.Field.Key)!;
            return new SortKey(attribute.Sql, term.IsDescending, attribute.Type == AttributeType.Text ? SortKind.Text : SortKind.Whole);
        }
        return term.Field.Kind == FieldKind.Metric
            ? new SortKey($"o{index}.{FilterSql.ColumnOf(term.Field.Aggregate)}", term.IsDescending, SortKind.Real)
            : new SortKey($"o{index}.value", term.IsDescending, SortKind.Text);
    }

    static void Join(SqlText sql, FilterVocabulary vocabulary, FilterField field, int index)
    {
        if (field.Kind == FieldKind.Attribute) return;
        var table = field.Kind switch
        {
            FieldKind.Metric => vocabulary.Metrics!,
            FieldKind.Param => vocabulary.Params!,
            _ => vocabulary.Tags!,
        };
        var alias = $"o{index}";
        sql.Add($" LEFT JOIN {table.Name} AS {alias} ON {table.Join.Replace("x.", alias + ".", StringComparison.Ordinal)} AND {alias}.name = ").Value(field.Key);
    }
}
