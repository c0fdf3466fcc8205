using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Statistics;

namespace Rondo.Observe.Drift;

/// <summary>
/// Compares current rows with reference ones, column by column. An alert takes two things: a change that chance does not make, its p-value corrected
/// for all tests of all columns (Holm 1979), and one that is large enough to matter. So no change gives few alerts on few rows, and a tiny one gives none on many.
/// </summary>
public static class DriftCheck
{
    /// <param name="reference">At least one row.</param>
    /// <param name="current">At least one row; columns that the reference lacks are not compared.</param>
    /// <exception cref="RondoException">There are no rows to compare.</exception>
    public static DriftReport Compare(Table reference, Table current, DriftOptions options, CancellationToken cancellation = default)
    {
        if (reference.RowCount == 0 || current.RowCount == 0)
            throw new RondoException("no_rows", $"The {(reference.RowCount == 0 ? "reference" : "current")} data have no rows to compare.", "Wait for rows, or name other data.");
        var found = new ColumnFindings[reference.Columns.Length];
        for (var i = 0; i < found.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var field = reference.Schema.Fields[i];
            var other = current.Schema.Contains(field.Name) ? current[field.Name] : null;
            found[i] = ColumnTests.Of(field.Name, reference.Columns[i], other);
        }
        var tests = found.SelectMany(f => f.Tests).ToArray();
        if (tests.Length > 0)
        {
            var corrected = new AdjustPValues { Method = Correction.Holm }.Adjust([.. tests.Select(t => t.PValue)]);
            for (var i = 0; i < tests.Length; i++) tests[i].Corrected = corrected[i];
        }
        return new DriftReport(reference.RowCount, current.RowCount, [.. found.Select(f => Judge(f, options))]);
    }

    static ColumnDrift Judge(ColumnFindings column, DriftOptions options)
    {
        if (column.Tests.IsEmpty) return new ColumnDrift(column.Name, column.IsGone, column.IsGone, null, null, column.IsGone ? "presence" : "none", column.Note);
        bool IsLarge(ColumnTest test) => test.Effect >= (test.Method == ColumnTests.MissingRate ? options.SmallestMissing : options.SmallestEffect);
        bool IsSure(ColumnTest test) => test.Corrected <= options.FalseAlarms;
        // What gives the alert is shown, else what comes nearest to one.
        var shown = column.Tests.OrderByDescending(t => IsSure(t) && IsLarge(t)).ThenBy(t => t.Corrected).ThenByDescending(t => t.Effect).First();
        var isSure = IsSure(shown);
        var isAlert = isSure && IsLarge(shown);
        string?[] notes = [isSure && !isAlert ? "significant, negligible" : null, isAlert && shown.Method == ColumnTests.MissingRate ? column.MissingNote : null, column.Note];
        var note = string.Join("; ", notes.Where(n => n is not null));
        return new ColumnDrift(column.Name, isAlert, isSure, shown.Corrected, shown.Effect, shown.Method, note.Length > 0 ? note : null);
    }
}
