using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Lifecycle.Serving.History;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>How a model answered in a window, by the time of the answer.</summary>
/// <param name="Errors">Requests that were answered by an error; null when none was counted.</param>
public sealed record ServiceWindow(DateTimeOffset From, DateTimeOffset To, long Requests, long Rows, double P50, double P95, double P99, long? Errors);

/// <summary>Requests, latencies in milliseconds and errors of a model, window by window: the figures that alerts are about, from one reading of the log.</summary>
public static class ServiceWindows
{
    // Right to a hundredth; a window takes 58 KB.
    const int Bits = 7;

    /// <returns>Windows with requests or errors, the oldest first.</returns>
    public static IReadOnlyList<ServiceWindow> Of(Workspace workspace, string model, TimeRange range, CancellationToken cancellation = default)
    {
        var windows = range.Windows.ToArray();
        var counted = new (long Requests, long Rows, LatencyCounts? Latencies)[windows.Length];
        foreach (var request in new PredictionHistory(workspace.PredictionLogFolder).Read(range.From))
        {
            cancellation.ThrowIfCancellationRequested();
            if (request.Schema.Model != model || request.Time < range.From || request.Time >= range.To) continue;
            ref var window = ref counted[(int)((request.Time - range.From).Ticks / range.Window.Ticks)];
            window.Requests++;
            window.Rows += request.Rows;
            (window.Latencies ??= new LatencyCounts(Bits)).Add(request.Latency.Ticks / TimeSpan.TicksPerMicrosecond);
        }
        return
        [
            .. from w in windows.Zip(counted, (time, found) => (time.From, time.To, found.Requests, found.Rows, found.Latencies))
               let errors = workspace.Counts.Of(new SignalWindow(model, w.From, w.To), cancellation)
               where w.Requests > 0 || errors.Count > 0
               select new ServiceWindow(w.From, w.To, w.Requests, w.Rows, At(w.Latencies, 0.50), At(w.Latencies, 0.95), At(w.Latencies, 0.99), errors.TryGetValue("errors", out var count) ? (long)count : null),
        ];
    }

    static double At(LatencyCounts? latencies, double share) => latencies is null ? double.NaN : latencies.Quantile(share) / 1000.0;
}
