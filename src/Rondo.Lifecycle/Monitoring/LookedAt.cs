using Rondo.Engine.Data;
using Rondo.Lifecycle.Serving.History;
using Rondo.Observe.Drift;
using Rondo.Observe.Reference;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>A served model's time as a person looks at it.</summary>
/// <param name="Whole">What was looked at, together.</param>
/// <param name="Windows">The windows up to its end that have rows, the oldest first.</param>
/// <param name="Rows">What was looked at, version by version.</param>
public sealed record LookedAt(WatchedModel Model, ObservedDrift Whole, IReadOnlyList<ObservedDrift> Windows, IReadOnlyList<LoggedRows> Rows)
{
    /// <summary>The column whose drift matters most: one that gives an alert before others, then by effect; null when nothing could be compared.</summary>
    public ColumnDrift? Worst => Sorted(Whole.Features.Columns).FirstOrDefault(c => c.Effect is not null || c.IsAlert);

    public static IEnumerable<ColumnDrift> Sorted(IEnumerable<ColumnDrift> columns) => columns.OrderByDescending(c => c.IsAlert).ThenByDescending(c => c.Effect ?? -1);

    /// <summary>The reference of an input column; null of one that is masked or none of the model's.</summary>
    public ColumnProfile? ReferenceOf(string column) => Model.Reference?.Columns.FirstOrDefault(c => c.Name == column);

    /// <summary>A column's values beside the reference's; null when it is none of the model's, or not compared value by value.</summary>
    public ColumnHistogram? HistogramOf(string column) =>
        ReferenceOf(column) is { } reference ? ColumnHistogram.Of(reference, [.. PartsOf(reference).Select(p => p.Column)]) : null;

    internal IEnumerable<(LoggedRows Rows, Column Column)> PartsOf(ColumnProfile column) =>
        from rows in Rows
        where rows.Features.Schema.Contains(column.Name) && rows.Features[column.Name].Type == column.Type
        select (rows, rows.Features[column.Name]);
}
