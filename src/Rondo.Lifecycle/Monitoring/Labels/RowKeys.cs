using Rondo.Lifecycle.Serving.History;

namespace Rondo.Lifecycle.Monitoring.Labels;

/// <summary>The keys that labels find logged rows by.</summary>
static class RowKeys
{
    /// <param name="column">The rows' own column; null, or one that the log does not keep, for the unit of the request.</param>
    /// <returns>Null where a row has none. Shape: rows.</returns>
    public static string?[] Of(LoggedRows rows, string? column)
    {
        if (column is null || !rows.Features.Schema.Contains(column)) return [.. Enumerable.Range(0, rows.Count).Select(rows.UnitOf)];
        return ColumnTexts.Of(rows.Features[column]);
    }
}
