using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Runs;

/// <summary>The data after schema and checks: the rows to learn from, and those set aside.</summary>
/// <param name="Source">All rows.</param>
public sealed record CheckedData(Table Table, Table Source)
{
    /// <summary>The source's number of each row of the table, from 1 on; null when none is set aside.</summary>
    public int[]? Numbers { get; init; }

    /// <summary>For each row of the source why it is set aside; null for those that stay, and in all when none is.</summary>
    public string?[]? Reasons { get; init; }

    public ImmutableArray<CheckOutcome> Outcomes { get; init; } = [];

    /// <summary>What the history of runs has to say beside.</summary>
    public ImmutableArray<SpecAlert> Alerts { get; init; } = [];

    /// <summary>The schema that was there before; null when these data are the first.</summary>
    public SchemaFile? Schema { get; init; }

    /// <summary>Everything to tell of the data, and where the rows set aside are kept, if they are.</summary>
    public IEnumerable<SpecAlert> Notes(string? path = null)
    {
        var notes = Alerts.Concat(Outcomes.Where(o => o.IsFailed).Select(o => o.ToAlert()));
        if (Reasons is null) return notes;
        var kept = path is null ? "" : $"; they are kept, with the reasons, in {path}";
        return notes.Append(new SpecAlert("quarantined_rows", string.Create(CultureInfo.InvariantCulture, $"{RowsAside} of {Source.RowCount} rows are set aside by checks{kept}.")));
    }

    public int RowsAside => Source.RowCount - Table.RowCount;

    /// <summary>Keeps the rows that were set aside in the run's folder, and tells the report of them.</summary>
    /// <returns>What adds checks, alerts and rows to the report of the run, which may come from the cache.</returns>
    public Func<RunReport, RunReport> Keep(string folder)
    {
        var path = Reasons is null ? null : Path.Combine(folder, QuarantineFile.Name);
        if (path is not null) QuarantineFile.Write(path, Source, Reasons!);
        return report => report with
        {
            Checks = [.. Held, .. Outcomes.Select(o => o.ToReport())],
            Rows = path is null ? report.Rows : report.Rows with { Dropped = report.Rows.Dropped.Insert(0, new DroppedRows("set aside by checks", RowsAside)) },
            Alerts = [.. Notes(path).Select(a => new AlertReport(a.Code, a.Message, a.Column)), .. report.Alerts],
        };
    }

    // A broken schema stops, so that a report only ever tells of one that holds.
    IEnumerable<CheckReport> Held => Schema is null ? []
        : [new CheckReport("schema", string.Create(CultureInfo.InvariantCulture, $"{Schema.Columns.Length} columns as {Path.GetFileName(Schema.File)} says"), "stop", Passed: true, 0)];
}
