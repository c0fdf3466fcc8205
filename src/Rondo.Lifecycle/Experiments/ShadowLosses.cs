using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Experiments;

/// <summary>The losses of control and shadow on the same units, by the ids that both logs share.</summary>
static class ShadowLosses
{
    const int MostRows = 2_000_000;

    /// <returns>Of the units that both predicted and whose truth is known, the mean losses. Shapes: units.</returns>
    public static (double[] Control, double[] Shadow) Of(Workspace workspace, AbTest test, int version, IRowMetric metric, string? labelKey, DateTimeOffset until, CancellationToken cancellation)
    {
        var byKey = workspace.Labels.ByKey(test.Model);
        var shadow = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var part in new PredictionHistory(workspace.ShadowLogFolder).Rows(test.Model, test.Started, until, MostRows, cancellation))
        {
            if (part.Schema.Version != version) continue;
            var labelled = LabelledRows.Join(part, workspace.Labels, byKey, labelKey);
            foreach (var (row, loss) in labelled.Labelled.Zip(LabelledLosses.Of(labelled, metric))) shadow[part.IdOf(row)] = loss;
        }
        var units = new SortedDictionary<string, (double Control, double Shadow, int Count)>(StringComparer.Ordinal);
        foreach (var part in new PredictionHistory(workspace.PredictionLogFolder).Rows(test.Model, test.Started, until, MostRows, cancellation))
        {
            if (part.Schema.Version != test.Control) continue;
            var labelled = LabelledRows.Join(part, workspace.Labels, byKey, labelKey);
            foreach (var (row, loss) in labelled.Labelled.Zip(LabelledLosses.Of(labelled, metric)))
            {
                if (!shadow.TryGetValue(part.IdOf(row), out var other)) continue;
                var unit = part.UnitOf(row) ?? part.IdOf(row);
                var (a, b, n) = units.GetValueOrDefault(unit);
                units[unit] = (a + loss, b + other, n + 1);
            }
        }
        return ([.. units.Values.Select(u => u.Control / u.Count)], [.. units.Values.Select(u => u.Shadow / u.Count)]);
    }
}
