namespace Rondo.Lifecycle.Fluent;

/// <summary>The section <c>prepare.clean</c>.</summary>
public sealed class CleanWords : SectionWords<CleanWords>
{
    /// <param name="duplicates">drop, drop_near or keep.</param>
    public CleanWords Duplicates(string duplicates) => Put(duplicates, "duplicates");

    /// <summary>What takes the place of missing values in every column: auto, mean, median, mode, knn, indicator or constant(VALUE).</summary>
    public CleanWords Missing(string strategy) => Put(strategy, "missing");

    /// <summary>What takes the place of a column's missing values: a strategy, or a constant.</summary>
    public CleanWords Missing([Key] string column, string? strategy = null, string? constant = null) =>
        Put(constant is null ? strategy : Mapping.Of(("constant", constant)), "missing", column);

    /// <summary>What is done about outliers of all numbers: none, or z(3), iqr(1.5), quantile_clip(0.01, 0.99).</summary>
    public CleanWords Outliers(string rule) => Put(rule, "outliers");

    public CleanWords Outliers([Key] string column, string rule) => Put(rule, "outliers", column);

    public CleanWords Categories(Func<CategoryWords, CategoryWords> say) => Nested("categories", say);
}
