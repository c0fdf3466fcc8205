using System.Globalization;
using Microsoft.Extensions.Logging;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Monitoring;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Triggers;
using Rondo.Server.Http;

namespace Rondo.Server.Serving;

/// <summary>Keeps what is known of served models in the metrics, for those who watch by Prometheus. A model that nobody asked, and that got no labels, is not looked at again.</summary>
sealed partial class HostedGauges(Workspace workspace, ServerOptions options, ServedModels served, ModelGauges gauges, ILogger<HostedGauges> log) : PeriodicWork(options, s_interval)
{
    const int Windows = 30, MostRows = 200_000;

    static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    readonly Dictionary<string, (long Requests, long Labels, long Sequence)> _seen = new(StringComparer.Ordinal);

    protected override void Once(CancellationToken cancellation)
    {
        ShowHistory();
        var (counts, labels, sequence) = (served.Counts().ToDictionary(c => c.Model, c => c.Requests, StringComparer.Ordinal), workspace.Labels.LastReceived(), workspace.ChangeSequence());
        foreach (var model in new StoredModels(workspace).Models())
        {
            var state = (counts.GetValueOrDefault(model.Name), labels, sequence);
            if (_seen.TryGetValue(model.Name, out var seen) && seen == state) continue;
            Show(model.Name, cancellation);
            _seen[model.Name] = state;
        }
    }

    // From the store, so that it goes on after a restart.
    void ShowHistory()
    {
        foreach (var (model, count) in workspace.Models.Rollbacks())
        {
            gauges.Set("rondo_rollbacks_total", count, model);
            // Known from the start, so that the first failure is an increase.
            foreach (var trigger in Enum.GetValues<CauseKind>()) gauges.Set("rondo_retrain_runs_total", 0, model, PartCatalog.SnakeCase(trigger.ToString()), "failed");
        }
        foreach (var (model, trigger, decision, count) in workspace.Retrains.Counts()) gauges.Set("rondo_retrain_runs_total", count, model, trigger, decision);
    }

    void Show(string name, CancellationToken cancellation)
    {
        var model = ModelReference.Parse(name);
        // By the clock: what events of other times say is asked for by those who replay them.
        var (now, rules) = (Options.Clock.GetUtcNow(), WatchedModel.Open(workspace, model).Rules);
        var drift = new DriftWatch(workspace).Observe(model, now - rules.DriftWindow, now, cancellation: cancellation);
        foreach (var family in (string[])["rondo_drift_score", "rondo_drift_effect_ratio", "rondo_drift_alerting"]) gauges.Clear(family, name);
        foreach (var column in drift.All)
        {
            if (column.Effect is { } effect)
            {
                gauges.Set("rondo_drift_score", effect, name, column.Name, column.Method);
                gauges.Set("rondo_drift_effect_ratio", effect, name, column.Name);
            }
            gauges.Set("rondo_drift_alerting", column.IsAlert ? 1 : 0, name, column.Name);
        }
        Show(new PerformanceWatch(workspace).Observe(model, TimeRange.Start(now, rules.PerformanceWindow) - Windows * rules.PerformanceWindow, now, most: MostRows, cancellation: cancellation));
    }

    void Show(ObservedPerformance performance)
    {
        var (name, version) = (performance.Model, performance.Version.ToString(CultureInfo.InvariantCulture));
        foreach (var family in (string[])["rondo_model_metric", "rondo_model_metric_breached", "rondo_label_coverage_ratio", "rondo_label_delay_seconds"]) gauges.Clear(family, name);
        if (performance.Windows.IsEmpty) return;
        foreach (var (metric, estimate) in performance.Windows[^1].Estimate) gauges.Set("rondo_model_metric", estimate.Value, name, version, metric, "estimated");
        var rows = performance.Windows.Sum(w => w.Rows);
        gauges.Set("rondo_label_coverage_ratio", (double)performance.Windows.Sum(w => w.Labels.Count) / rows, name);
        if (performance.Windows.LastOrDefault(w => w.Labels.Count > 0) is not { } known) return;
        if (known.Labels.DelaySeconds is { } delay) gauges.Set("rondo_label_delay_seconds", delay, name);
        foreach (var (metric, value) in known.Metrics)
            if (value is { } number) gauges.Set("rondo_model_metric", number, name, version, metric, "realised");
        if (performance is { Metric: { } watched, Bound: { } bound } && known.Interval.ContainsKey(watched))
            gauges.Set("rondo_model_metric_breached", known.IsBeyond(watched, bound) ? 1 : 0, name, version, watched);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is known of served models could not be measured")]
    protected override partial void Broke(Exception failure);
}
