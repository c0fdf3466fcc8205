using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Cause;
using Rondo.Observe.Performance;
using Rondo.Observe.Reference;
using Rondo.Train.Judge;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>
/// How good served models are: by the labels that came so far, whenever they came, and before that by an estimate that is held against them later.
/// Everything is worked out anew from log and labels, so that it is what an offline calculation over both gives.
/// </summary>
public sealed class PerformanceWatch(Workspace workspace)
{
    const ulong Seed = 42;
    // With fewer labels, or a smaller part of them, an estimate is not graded.
    const int LeastGraded = 20;
    const double LeastCoverage = 0.5;
    const int MostExplained = 20_000;
    /// <summary>Rows that are looked at, unless somebody says otherwise.</summary>
    public const int MostRows = 2_000_000;

    static readonly string[] s_lossMetrics = ["mae", "rmse", "accuracy", "log_loss"];

    readonly PredictionHistory _history = new(workspace.PredictionLogFolder);

    /// <param name="from">Null for thirty windows before the end.</param>
    /// <param name="to">Null for behind the last event.</param>
    /// <param name="window">Null for the file's.</param>
    /// <param name="most">Of more rows the newest are looked at.</param>
    /// <exception cref="RondoException">There is no such model, or the time is none.</exception>
    public ObservedPerformance Observe(ModelReference reference, DateTimeOffset? from = null, DateTimeOffset? to = null, TimeSpan? window = null, int most = MostRows, CancellationToken cancellation = default)
    {
        var model = WatchedModel.Open(workspace, reference);
        // A version or an alias that was asked for is looked at alone; of a plain name the windows of all versions are shown.
        var isAlone = reference.Number is not null || reference.Alias is not null;
        var metrics = model.Reference?.Metrics ?? ImmutableSortedDictionary<string, double?>.Empty;
        if (TimeRange.Of(_history, model.Name, from, to, window ?? model.Rules.PerformanceWindow) is not { } range)
            return new ObservedPerformance(model.Name, model.Version, model.Rules.Metric, model.Rules.Bound, metrics, EstimateTrust.Untested, []);
        var rows = _history.Rows(model.Name, range.From, range.To, most, cancellation).Where(r => !isAlone || r.Schema.Version == model.Version).ToArray();
        var byKey = workspace.Labels.ByKey(model.Name);
        var references = rows.Select(r => r.Schema.Version).Distinct().ToDictionary(v => v, v => v == model.Version ? model.Reference : ReferenceOf(model.Name, v));
        var graded = GradedMetric(model);
        var windows = ImmutableArray.CreateBuilder<PerformanceWindow>();
        foreach (var (start, end) in range.Windows)
        {
            cancellation.ThrowIfCancellationRequested();
            var within = rows.Within(start, end);
            if (within.Count > 0) windows.Add(Measure(start, end, [.. within.Select(r => LabelledRows.Join(r, workspace.Labels, byKey, model.Rules.LabelKey))], references, graded, cancellation));
        }
        var trust = model.Reference?.Estimator is null ? EstimateTrust.Impossible("no estimate without labels: training gave too little to learn it from")
            : EstimateTrust.Of([.. windows.Select(w => w.Grade).OfType<bool>()], graded ?? "the metric");
        // While it is not trusted it stands only beside the truth.
        return new ObservedPerformance(model.Name, model.Version, model.Rules.Metric, model.Rules.Bound, metrics, trust,
            trust.IsTrusted ? windows.ToImmutable() : [.. windows.Select(w => w.Grade is null ? w with { Estimate = ImmutableDictionary<string, Estimated>.Empty } : w)]);
    }

    ReferenceProfile? ReferenceOf(string model, int version)
    {
        try
        {
            return WatchedModel.Open(workspace, ModelReference.Version(model, version)).Reference;
        }
        catch (RondoException)
        {
            // The version was deleted since; its predictions are still judged by their labels.
            return null;
        }
    }

    static PerformanceWindow Measure(DateTimeOffset from, DateTimeOffset to, LabelledRows[] parts, Dictionary<int, ReferenceProfile?> references, string? graded, CancellationToken cancellation)
    {
        var count = parts.Sum(p => p.Rows.Count);
        double[] delays = [.. parts.SelectMany(p => p.Delays).Where(d => !double.IsNaN(d)).Order()];
        var window = new PerformanceWindow(from, to, count, [.. parts.Select(p => p.Rows.Schema.Version).Distinct().Order()])
        {
            Labels = new LabelCoverage(parts.Sum(p => p.Labelled.Length), count, parts.Sum(p => p.Unknown), delays.Length == 0 ? null : delays[delays.Length / 2]),
            Estimate = Estimate(parts, references, cancellation),
        };
        var scored = Scored(parts);
        if (scored is null) return window;
        var measured = Evaluation.Measure(scored, Seed, 1, cancellation);
        window = window with
        {
            Metrics = measured.ToDictionary(m => m.Metric, m => m.Value, StringComparer.Ordinal),
            Interval = measured.Where(m => m is { Low: not null, High: not null }).ToDictionary(m => m.Metric, m => (m.Low!.Value, m.High!.Value), StringComparer.Ordinal),
        };
        return Explain(Grade(window, graded), parts[^1], references[parts[^1].Rows.Schema.Version]);
    }

    // Of versions that know other classes than the newest, the probabilities can't stand in one table.
    static Scored? Scored(LabelledRows[] parts)
    {
        var newest = parts[^1].Rows.Schema;
        var alike = parts.Where(p => p.Labelled.Length > 0 && p.Rows.Schema.Task == newest.Task && p.Rows.Schema.Classes.SequenceEqual(newest.Classes)).ToArray();
        if (alike.Length == 0 || newest.Task == TaskKind.Clustering) return null;
        var outputs = alike[0].Rows.Predictions.Outputs;
        double[] predictions = [.. alike.SelectMany(p => p.Labelled.SelectMany(row => p.Rows.Predictions.Row(row).ToArray()))];
        double[] truth = [.. alike.SelectMany(p => p.Labelled.Select(row => p.Truth[row]))];
        return predictions.Length == truth.Length * outputs ? new Scored(new Target(newest.Task, truth, newest.Classes), predictions, null, alike[^1].Rows.Predictions.Threshold) : null;
    }

    static IReadOnlyDictionary<string, Estimated> Estimate(LabelledRows[] parts, Dictionary<int, ReferenceProfile?> references, CancellationToken cancellation)
    {
        var made = new List<(int Rows, IReadOnlyDictionary<string, Estimated> Values)>();
        foreach (var part in parts)
        {
            if (references[part.Rows.Schema.Version]?.Estimator is not { } estimator) continue;
            try
            {
                made.Add((part.Rows.Count, estimator.Estimate(part.Rows.Features, part.Rows.Predictions, cancellation)));
            }
            catch (RondoException)
            {
                // A column that it learnt from is masked by now.
            }
        }
        if (made.Count <= 1) return made.Count == 0 ? ImmutableDictionary<string, Estimated>.Empty : made[0].Values;
        // Each version's rows count by their number.
        double all = made.Sum(m => m.Rows);
        return made.SelectMany(m => m.Values.Keys).Distinct(StringComparer.Ordinal).Where(name => made.All(m => m.Values.ContainsKey(name))).ToDictionary(
            name => name,
            name => new Estimated(made.Sum(m => m.Values[name].Value * m.Rows / all), Math.Sqrt(made.Sum(m => Math.Pow(m.Values[name].Deviation * m.Rows / all, 2)))), StringComparer.Ordinal);
    }

    static PerformanceWindow Grade(PerformanceWindow window, string? metric)
    {
        if (metric is null || window.Labels.Count < LeastGraded || window.Labels.Share < LeastCoverage || !window.Estimate.TryGetValue(metric, out var estimate)) return window;
        if (window.Metrics.GetValueOrDefault(metric) is not { } truth || !window.Interval.TryGetValue(metric, out var interval)) return window;
        // An interval of 95% is 3.92 standard deviations wide.
        return window with { Grade = EstimateTrust.IsRight(estimate.Value, estimate.Deviation, truth, (interval.High - interval.Low) / 3.92) };
    }

    static string? GradedMetric(WatchedModel model)
    {
        if (model.Reference is not { Estimator: not null } reference) return null;
        string[] able = reference.Task == TaskKind.Regression ? ["mae", "mse", "rmse"] : [.. MetricSet.For(reference.Task).Select(m => PartCatalog.NameOf(m))];
        return model.Rules.Metric is { } watched && able.Contains(watched, StringComparer.Ordinal) ? watched : s_lossMetrics.FirstOrDefault(m => able.Contains(m, StringComparer.Ordinal));
    }

    static PerformanceWindow Explain(PerformanceWindow window, LabelledRows part, ReferenceProfile? reference)
    {
        if (reference is null || part.Labelled.Length == 0) return window;
        var rows = part.Labelled.Length <= MostExplained ? part.Labelled : [.. Enumerable.Range(0, MostExplained).Select(i => part.Labelled[(int)((long)i * part.Labelled.Length / MostExplained)])];
        var taken = part.Rows.Take(rows);
        var (causes, slices) = CauseRanking.Rank(reference, taken.Features, RowErrors.Of(taken.Predictions, [.. rows.Select(row => part.Truth[row])]));
        return window with { Causes = causes, Slices = slices, Examples = causes.SelectMany(c => c.Examples).Distinct().ToDictionary(e => e, taken.IdOf) };
    }
}
