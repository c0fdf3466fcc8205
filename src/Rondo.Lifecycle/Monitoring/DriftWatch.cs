using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Drift;
using Rondo.Observe.Reference;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>Compares what served models were asked, what they answered, and what turned out, with the reference in their packages.</summary>
public sealed class DriftWatch(Workspace workspace)
{
    // More rows than this show nothing more: the newest are taken, at equal steps where one file of the log has more.
    const int MostRows = 200_000, MostInSeries = 2_000_000;

    readonly PredictionHistory _history = new(workspace.PredictionLogFolder);

    /// <summary>The rows of a time together.</summary>
    /// <param name="from">Null for the last window's begin.</param>
    /// <param name="window">Null for the file's.</param>
    /// <exception cref="RondoException">There is no such model, or the time is none.</exception>
    public ObservedDrift Observe(ModelReference reference, DateTimeOffset? from = null, DateTimeOffset? to = null, TimeSpan? window = null, CancellationToken cancellation = default)
    {
        var model = WatchedModel.Open(workspace, reference);
        var range = TimeRange.Of(_history, model.Name, from, to, window ?? model.Rules.DriftWindow, windows: 1);
        var (first, end) = range is null ? (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) : (range.From, range.To);
        return Compare(model, first, end, range is null ? [] : _history.Rows(model.Name, first, end, MostRows, cancellation), cancellation);
    }

    /// <summary>Each window of a time for itself; those without rows are left out.</summary>
    public IReadOnlyList<ObservedDrift> Series(ModelReference reference, DateTimeOffset? from = null, DateTimeOffset? to = null, TimeSpan? window = null, CancellationToken cancellation = default)
    {
        var model = WatchedModel.Open(workspace, reference);
        if (TimeRange.Of(_history, model.Name, from, to, window ?? model.Rules.DriftWindow) is not { } range) return [];
        return Windows(model, range, _history.Rows(model.Name, range.From, range.To, MostInSeries, cancellation), cancellation);
    }

    /// <summary>All that a person looks at: the rows of a time together, the windows before it, and the rows themselves; the log is read once.</summary>
    /// <param name="from">Null for the last window alone, beside the thirty up to it.</param>
    /// <param name="most">With more windows than this, it is refused.</param>
    /// <exception cref="RondoException">There is no such model, the time is none, or it has too many windows.</exception>
    public LookedAt Look(ModelReference reference, DateTimeOffset? from, DateTimeOffset? to, TimeSpan? window, int most, CancellationToken cancellation = default)
    {
        var model = WatchedModel.Open(workspace, reference);
        var length = window ?? model.Rules.DriftWindow;
        if (TimeRange.Of(_history, model.Name, from, to, length) is not { } range)
            return new LookedAt(model, Compare(model, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [], cancellation), [], []);
        range.Require(most);
        var start = from ?? Max(range.From, range.To - length);
        // Whoever looks at one window wants to know how it was before.
        if (from is not null) range = range.WithUsualWindows();
        var rows = _history.Rows(model.Name, range.From, range.To, MostInSeries, cancellation);
        var looked = rows.Within(start, range.To);
        var windows = Windows(model, range, rows, cancellation);
        var whole = windows is [.., var last] && last.From == start && last.To == range.To ? last : Compare(model, start, range.To, looked, cancellation);
        return new LookedAt(model, whole, windows, looked);
    }

    ObservedDrift[] Windows(WatchedModel model, TimeRange range, IReadOnlyList<LoggedRows> rows, CancellationToken cancellation) =>
    [
        .. from w in range.Windows
           let within = rows.Within(w.From, w.To)
           where within.Count > 0
           select Compare(model, w.From, w.To, within, cancellation),
    ];

    static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    ObservedDrift Compare(WatchedModel model, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<LoggedRows> rows, CancellationToken cancellation)
    {
        ObservedDrift Nothing(string why) => new(model.Name, model.Version, from, to, new DriftReport(model.Reference?.Rows ?? 0, rows.Sum(r => r.Count), []), null, null, why);
        if (model.Reference is not { } reference) return Nothing("the version keeps no reference: it was made elsewhere, or by an older Rondo; run its file again");
        if (rows.Count == 0) return Nothing("no predictions in this time");
        var total = rows.Sum(r => r.Count);
        var step = Math.Max(1, (total + MostRows - 1) / MostRows);
        if (step > 1) rows = [.. rows.Select(r => r.Take([.. Enumerable.Range(0, (r.Count + step - 1) / step).Select(i => i * step)]))];
        var findings = new DriftFindings(reference.Rows, rows.Sum(r => r.Count));
        foreach (var column in reference.Columns)
        {
            cancellation.ThrowIfCancellationRequested();
            findings.Add(column, ColumnOf(rows, column));
        }
        // What another version answered says nothing of this one.
        var own = rows.Where(r => r.Schema.Version == model.Version).ToArray();
        var predicted = reference.Prediction is null || own.Length == 0 ? null
            : ColumnParts.Join(reference.Prediction.Type, [.. own.Select(r => ReferenceBuilder.ColumnOf(r.Schema.Task, r.Schema.Classes, ReferenceBuilder.PredictedOf(r.Predictions)))]);
        if (predicted is not null) findings.Add(reference.Prediction!, predicted);
        var truth = Truth(model, rows);
        if (truth is not null) findings.Add(reference.Target! with { Name = "label" }, truth);
        var report = findings.Judge(Options(model.Rules));
        var features = report.Columns[..reference.Columns.Length];
        return new ObservedDrift(
            model.Name, model.Version, from, to, report with { Columns = features }, predicted is null ? null : report.Columns[features.Length], truth is null ? null : report.Columns[^1],
            step > 1 ? FormattableString.Invariant($"of the newest {total:N0} rows every {step}th was compared") : total >= MostRows ? FormattableString.Invariant($"the newest {total:N0} rows were compared") : null);
    }

    static DriftOptions Options(WatchRules rules) => rules.SmallestEffect is { } smallest ? new DriftOptions(SmallestEffect: smallest) : new DriftOptions();

    // Null when none of the rows has the column; of those that lack it, nothing is compared.
    static Column? ColumnOf(IReadOnlyList<LoggedRows> rows, ColumnProfile column)
    {
        Column[] parts = [.. rows.Where(r => r.Features.Schema.Contains(column.Name) && r.Features[column.Name].Type == column.Type).Select(r => r.Features[column.Name])];
        return parts.Length == 0 ? null : ColumnParts.Join(column.Type, parts);
    }

    Column? Truth(WatchedModel model, IReadOnlyList<LoggedRows> rows)
    {
        if (model.Reference!.Target is not { } target) return null;
        var byKey = workspace.Labels.ByKey(model.Name);
        Column[] parts =
        [
            .. from r in rows
               let labelled = LabelledRows.Join(r, workspace.Labels, byKey, model.Rules.LabelKey)
               where labelled.Labelled.Length > 0
               select ReferenceBuilder.ColumnOf(r.Schema.Task, r.Schema.Classes, [.. labelled.Labelled.Select(row => labelled.Truth[row])]),
        ];
        return parts.Length == 0 ? null : ColumnParts.Join(target.Type, parts);
    }
}
