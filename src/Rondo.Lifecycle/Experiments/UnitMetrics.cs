using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Experiment.AbTests;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Experiments;

/// <summary>A number for each unit of a test.</summary>
/// <param name="Units">Of each arm the units that have one, in the order of their values.</param>
sealed record MeasuredUnits(IReadOnlyDictionary<string, UnitValues> Values, IReadOnlyDictionary<string, string[]> Units)
{
    public UnitValues this[string arm] => Values[arm];
}

/// <summary>A number for each unit of a test, arm by arm.</summary>
sealed class UnitMetrics(Workspace workspace, AbTest test, ExposedUnits exposed, DateTimeOffset until)
{
    static readonly TimeSpan s_before = TimeSpan.FromDays(14);
    // A covariate that fewer have tells too little.
    const double LeastCovered = 0.5;

    /// <summary>The sum of a metric's outcomes from each unit's first prediction on, 0 for a unit without any.</summary>
    /// <param name="matured">Only units whose first prediction is as old as that: outcomes of the others may still come.</param>
    public MeasuredUnits Outcomes(string metric, TimeSpan matured = default)
    {
        var outcomes = workspace.Outcomes.Of(metric, test.Started - s_before, until).ToLookup(o => o.Unit, StringComparer.Ordinal);
        var end = (until - matured).ToMicroseconds();
        var start = test.Started.ToMicroseconds();
        var arms = test.Arms.Keys.ToDictionary(a => a, a => exposed.Of(a).Where(u => u.Value.Time <= end).ToArray(), StringComparer.Ordinal);
        var before = arms.Values.SelectMany(u => u).ToDictionary(u => u.Key, u => outcomes[u.Key].Where(o => o.At < start).Sum(o => o.Value), StringComparer.Ordinal);
        var covered = before.Count == 0 ? 0 : (double)before.Values.Count(v => v != 0) / before.Count;
        var covariate = covered >= LeastCovered ? before : FirstPredictions(arms.Values.SelectMany(u => u));
        return Measure(arms, u => outcomes[u.Key].Where(o => o.At >= u.Value.Time).Sum(o => o.Value), covariate);
    }

    /// <summary>The mean loss of each unit's labelled predictions; units without labels are left out.</summary>
    public MeasuredUnits Losses(string metric, string? labelKey)
    {
        var (sums, byKey) = (new Dictionary<string, (double Sum, int Count)>(StringComparer.Ordinal), workspace.Labels.ByKey(test.Model));
        foreach (var part in exposed.Parts)
        {
            var labelled = LabelledRows.Join(part, workspace.Labels, byKey, labelKey);
            var (rows, losses) = (labelled.Labelled, LabelledLosses.Of(labelled, LabelledLosses.MetricOf(metric, part.Schema.Task)));
            foreach (var (row, loss) in rows.Zip(losses))
            {
                if (part.UnitOf(row) is not { } unit || !exposed.Units.ContainsKey(unit)) continue;
                var (sum, count) = sums.GetValueOrDefault(unit);
                sums[unit] = (sum + loss, count + 1);
            }
        }
        var arms = test.Arms.Keys.ToDictionary(a => a, a => exposed.Of(a).Where(u => sums.ContainsKey(u.Key)).ToArray(), StringComparer.Ordinal);
        return Measure(arms, u => sums[u.Key].Sum / sums[u.Key].Count, covariate: null);
    }

    static MeasuredUnits Measure(Dictionary<string, KeyValuePair<string, Exposure>[]> arms, Func<KeyValuePair<string, Exposure>, double> value, Dictionary<string, double>? covariate) => new(
        arms.ToDictionary(a => a.Key, a => new UnitValues(a.Key, Array.ConvertAll(a.Value, u => value(u)), covariate is null ? null : Array.ConvertAll(a.Value, u => covariate[u.Key])), StringComparer.Ordinal),
        arms.ToDictionary(a => a.Key, a => Array.ConvertAll(a.Value, u => u.Key), StringComparer.Ordinal));

    // What the control says of each unit's first row, whichever version answered it: known before the treatment could do anything (CUPAC; Tang and others 2020).
    Dictionary<string, double>? FirstPredictions(IEnumerable<KeyValuePair<string, Exposure>> units)
    {
        try
        {
            var control = LoadedModel.Open(workspace, ModelReference.Version(test.Model, test.Control)).Pipeline;
            if (control.Task is not (TaskKind.Regression or TaskKind.Binary)) return null;
            var predictions = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var group in units.GroupBy(u => u.Value.Part))
            {
                var all = exposed.Parts[group.Key].Features;
                if (control.Input.Fields.Any(f => !all.Schema.Contains(f.Name))) return null;
                KeyValuePair<string, Exposure>[] members = [.. group];
                int[] rows = [.. members.Select(u => u.Value.Row)];
                var said = control.Predict(new Table(control.Input, [.. control.Input.Fields.Select(f => all[f.Name].Take(rows))]));
                for (var i = 0; i < members.Length; i++) predictions[members[i].Key] = said.Row(i)[^1];
            }
            return predictions;
        }
        catch (RondoException)
        {
            // Without a covariate the interval is wider, and as right.
            return null;
        }
    }
}
