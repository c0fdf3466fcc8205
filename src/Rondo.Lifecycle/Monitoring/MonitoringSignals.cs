using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;
using Rondo.Observe.Performance;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>
/// What alerts can speak of beyond requests: drift and estimates of events in the window, labels as late as they usually are, and performance as the labels
/// tell it that came in the window, whichever events they are of.
/// </summary>
public sealed class MonitoringSignals(Workspace workspace) : IWindowSignals
{
    // Of fewer labels, or a smaller part, a metric is not worth waking anybody.
    const int LeastLabels = 20, MostWindows = 30;
    const double LeastCoverage = 0.5;
    // It is looked at again and again.
    const int MostRows = 200_000;

    readonly DriftWatch _drift = new(workspace);
    readonly PerformanceWatch _performance = new(workspace);
    readonly PredictionHistory _history = new(workspace.PredictionLogFolder);

    public IReadOnlyDictionary<string, double> Of(SignalWindow window, CancellationToken cancellation)
    {
        var signals = new Dictionary<string, double>(StringComparer.Ordinal);
        var reference = ModelReference.Parse(window.Model);
        var model = WatchedModel.Open(workspace, reference);
        AddDrift(signals, _drift.Observe(reference, window.From, window.To, cancellation: cancellation));
        var now = _performance.Observe(reference, window.From, window.To, window.To - window.From, MostRows, cancellation);
        foreach (var (metric, estimate) in Newest(now)?.Estimate ?? new Dictionary<string, Estimated>()) signals[$"estimate.{metric}"] = estimate.Value;
        if (_history.Span(window.Model) is not { } span) return signals;
        AddCoverage(signals, reference, window, model.Rules.LabelDelay ?? TimeSpan.Zero, cancellation);
        // What is known already was looked at when it came.
        if (!workspace.Labels.CameWithin(window.From, window.To)) return signals;
        var length = model.Rules.PerformanceWindow;
        var from = new DateTimeOffset[] { TimeRange.Start(span.First, length), TimeRange.Start(span.Last, length) - (MostWindows - 1) * length }.Max();
        var known = _performance.Observe(reference, from, span.Last + TimeSpan.FromTicks(10), length, MostRows, cancellation).Windows.LastOrDefault(w => w.Labels.Count >= LeastLabels && w.Labels.Share >= LeastCoverage);
        foreach (var (metric, value) in known?.Metrics ?? new Dictionary<string, double?>())
            if (value is { } number) signals[$"performance.{metric}"] = number;
        return signals;
    }

    static void AddDrift(Dictionary<string, double> signals, ObservedDrift drift)
    {
        if (drift.Features.Columns.IsEmpty) return;
        signals["drift.share"] = drift.Features.Share;
        signals["drift.columns"] = drift.Features.Columns.Count(c => c.IsAlert);
        signals["drift.alert"] = drift.IsAlert ? 1 : 0;
        if (drift.Prediction is { } prediction) signals["drift.prediction"] = prediction.IsAlert ? 1 : 0;
        if (drift.Label is { } label) signals["drift.label"] = label.IsAlert ? 1 : 0;
    }

    void AddCoverage(Dictionary<string, double> signals, ModelReference reference, SignalWindow window, TimeSpan delay, CancellationToken cancellation)
    {
        var due = Newest(_performance.Observe(reference, window.From - delay, window.To - delay, window.To - window.From, MostRows, cancellation));
        if (due is null) return;
        signals["labels.coverage"] = due.Labels.Share;
        if (due.Labels.DelaySeconds is { } seconds) signals["labels.delay_p50_seconds"] = seconds;
    }

    static PerformanceWindow? Newest(ObservedPerformance performance) => performance.Windows.IsEmpty ? null : performance.Windows[^1];
}
