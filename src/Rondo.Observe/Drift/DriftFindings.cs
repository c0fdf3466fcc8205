using Rondo.Engine.Data;
using Rondo.Engine.Statistics;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Drift;

/// <summary>The tests of columns that come one by one, so that not all of them need be in memory; judged together.</summary>
public sealed class DriftFindings(int referenceRows, int currentRows)
{
    readonly List<ColumnFindings> _found = [];
    readonly List<ColumnFindings> _together = [];

    /// <param name="current">Null when the current rows lack the column.</param>
    public void Add(ColumnProfile reference, Column? current) => _found.Add(ColumnTests.Of(reference, current));

    /// <summary>Adds a test of all columns together; null for none.</summary>
    internal void AddTogether(ColumnTest? test)
    {
        if (test is not null) _together.Add(new ColumnFindings(test.Method, [test]));
    }

    /// <summary>What was found, judged together; the columns' order is kept.</summary>
    public DriftReport Judge(DriftOptions options)
    {
        var tests = _found.Concat(_together).SelectMany(f => f.Tests).ToArray();
        if (tests.Length > 0)
        {
            var corrected = new AdjustPValues { Method = Correction.Holm }.Adjust([.. tests.Select(t => t.PValue)]);
            for (var i = 0; i < tests.Length; i++) tests[i].Corrected = corrected[i];
        }
        return new DriftReport(referenceRows, currentRows, [.. _found.Select(f => Judge(f, options))]) { Together = [.. _together.Select(f => Judge(f, options))] };
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
