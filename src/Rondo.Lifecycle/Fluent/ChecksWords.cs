namespace Rondo.Lifecycle.Fluent;

/// <summary>The section <c>prepare.checks</c>: what the data must satisfy before anything is learnt from them.</summary>
public sealed class ChecksWords : SectionWords<ChecksWords>
{
    /// <param name="word">history (not far from earlier runs) or any.</param>
    public ChecksWords Rows(string word) => Put(word, "rows");

    public ChecksWords Rows(long? min = null, long? max = null, string? onFail = null) => PutGiven("rows", ("min", min), ("max", max), ("on_fail", onFail));

    /// <summary>Expressions that are true in every row, or mappings of <c>condition</c> and <c>on_fail</c>.</summary>
    public ChecksWords Where(params object?[] conditions) => Put(conditions, "where");

    /// <summary>Columns whose values together come once; or several such keys, each a list, or a mapping of <c>columns</c> and <c>on_fail</c>.</summary>
    public ChecksWords Unique(params object?[] columns) => Put(columns, "unique");

    /// <summary>The checks of a column.</summary>
    /// <param name="in">The values allowed.</param>
    /// <param name="notNull">True, or the smallest share of rows that must have a value.</param>
    /// <param name="unique">True, or the columns that are unique together with this one.</param>
    /// <param name="matches">A regular expression for the whole text.</param>
    /// <param name="length">A mapping of <c>min</c> and <c>max</c>.</param>
    /// <param name="finite">True: no infinite number.</param>
    /// <param name="onFail">stop, warn or quarantine.</param>
    [Word("columns")]
    public ChecksWords Column(
        [Key] string column, object? min = null, object? max = null, object? @in = null, object? notNull = null, object? unique = null,
        object? matches = null, object? length = null, bool? finite = null, string? onFail = null) =>
        Put(Mapping.Of([.. new (string Key, object? Value)[]
        {
            ("min", min), ("max", max), ("in", @in), ("not_null", notNull), ("unique", unique), ("matches", matches), ("length", length), ("finite", finite), ("on_fail", onFail),
        }.Where(check => check.Value is not null)]), "columns", column);

    /// <summary>The checks of a column by their names, those of a plugin too.</summary>
    [Word("columns")]
    public ChecksWords Column([Key] string column, object checks) => Put(checks, "columns", column);

    /// <param name="reaction">stop, warn or quarantine: of every check that says nothing itself.</param>
    public ChecksWords OnFail(string reaction) => Put(reaction, "on_fail");
}
