using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Cause;
using Rondo.Observe.Performance;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>A logged prediction to look at.</summary>
/// <param name="Value">Of the column that it is an example of; null when it is missing.</param>
/// <param name="IsOutside">Whether the reference had no such value.</param>
/// <param name="Truth">Null while it is not known.</param>
/// <param name="Error">The absolute error, or 1 for a wrong class; null while the truth is not known.</param>
/// <param name="Others">Further input columns by name; of none that is masked.</param>
public sealed record ExampleRow(string Id, DateTimeOffset Time, int Version, string? Value, bool IsOutside, string Prediction, string? Truth, double? Error, ImmutableArray<(string Name, string? Value)> Others);

/// <summary>Rows that show what a column does: those outside of the reference's range first, then those with the largest errors.</summary>
public sealed class ExampleRows(Workspace workspace)
{
    const int MostOthers = 8;

    /// <param name="skip">Rows that earlier pages had.</param>
    public ImmutableArray<ExampleRow> Of(LookedAt looked, string column, int skip, int count, CancellationToken cancellation = default)
    {
        if (looked.ReferenceOf(column) is not { } reference || ColumnRanges.Of(reference) is not { } ranges) return [];
        var byKey = workspace.Labels.ByKey(looked.Model.Name);
        var found = new List<(LabelledRows Part, Column Column, int Row, bool IsOutside, double Error, string Id)>();
        foreach (var (rows, values) in looked.PartsOf(reference))
        {
            cancellation.ThrowIfCancellationRequested();
            var part = LabelledRows.Join(rows, workspace.Labels, byKey, looked.Model.Rules.LabelKey);
            var (places, errors) = (ranges.Of(values), RowErrors.Of(rows.Predictions, part.Truth));
            for (var row = 0; row < rows.Count; row++) found.Add((part, values, row, ranges.IsOutside(places[row]), errors[row], rows.IdOf(row)));
        }
        return
        [
            .. found.OrderByDescending(f => f.IsOutside).ThenByDescending(f => double.IsNaN(f.Error) ? -1 : f.Error).ThenBy(f => f.Id, StringComparer.Ordinal).Skip(skip).Take(count)
                .Select(f => Row(looked, f.Part, f.Column, f.Row, f.IsOutside, f.Error, f.Id, column)),
        ];
    }

    static ExampleRow Row(LookedAt looked, LabelledRows part, Column column, int row, bool isOutside, double error, string id, string name)
    {
        var (rows, isNumber) = (part.Rows, part.Rows.Schema.Task == TaskKind.Regression);
        var truth = double.IsNaN(part.Truth[row]) ? null : isNumber ? Figures.Number(part.Truth[row]) : rows.Schema.Classes[(int)part.Truth[row]];
        // What is masked by now may stand in older parts of the log: only columns that the reference has are shown.
        var others = looked.Model.Reference!.Columns.Where(c => c.Name != name && rows.Features.Schema.Contains(c.Name)).Take(MostOthers).Select(c => (c.Name, ColumnTexts.At(rows.Features[c.Name], row)));
        return new ExampleRow(id, StoreClock.FromMicroseconds(rows.EventTimes[row]), rows.Schema.Version, ColumnTexts.At(column, row), isOutside,
            isNumber ? Figures.Number(rows.Predictions.Values[row]) : rows.Schema.Classes[rows.Predictions.ClassOf(row)], truth, double.IsNaN(error) ? null : error, [.. others]);
    }
}
