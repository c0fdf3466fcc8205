using System.Collections.Immutable;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Drift;
using Rondo.Observe.Reference;
using Rondo.Server.Serving;

namespace Rondo.Server.Pages.Monitoring;

/// <summary>What the page of a column shows.</summary>
/// <param name="Histogram">Null of columns that are not compared value by value.</param>
/// <param name="Page">The page of rows, from 1 on.</param>
/// <param name="HasMore">Whether rows follow on the next page.</param>
public sealed record ColumnView(RangeQuery Range, LookedAt Looked, ColumnDrift Drift, ColumnHistogram? Histogram, ImmutableArray<ExampleRow> Rows, int Page, bool HasMore)
{
    public const int RowsAPage = 25, MostPages = 40;

    /// <returns>Null when nothing is known of such a column: it is no input, it is masked, or there is no reference.</returns>
    public static ColumnView? Of(Workspace workspace, string name, string column, RangeQuery range, int page, CancellationToken cancellation)
    {
        var looked = new DriftWatch(workspace).Look(ModelReference.Parse(name), range.From, range.To, range.Window, MonitoringView.MostWindows, cancellation);
        if (looked.ReferenceOf(column) is null) return null;
        var drift = looked.Whole.Features.Columns.FirstOrDefault(c => c.Name == column) ?? new ColumnDrift(column, false, false, null, null, "none", looked.Whole.Note);
        var rows = new ExampleRows(workspace).Of(looked, column, (page - 1) * RowsAPage, RowsAPage + 1, cancellation);
        return new ColumnView(range, looked, drift, looked.HistogramOf(column), [.. rows.Take(RowsAPage)], page, rows.Length > RowsAPage && page < MostPages);
    }
}
