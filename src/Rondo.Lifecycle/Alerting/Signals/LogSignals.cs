using Rondo.Lifecycle.Serving.History;

namespace Rondo.Lifecycle.Alerting.Signals;

/// <summary>What the log of predictions tells of a window, by the time of the answer: how many requests and rows, and how long they took.</summary>
public sealed class LogSignals(PredictionHistory history) : IWindowSignals
{
    (DateTimeOffset From, DateTimeOffset To, Dictionary<string, Figures> Models)? _read;

    public IReadOnlyDictionary<string, double> Of(SignalWindow window, CancellationToken cancellation)
    {
        // Rules of other models look at the same window next: the log is read once for all.
        if (_read is not { } read || read.From != window.From || read.To != window.To) _read = read = (window.From, window.To, Read(window, cancellation));
        if (!read.Models.TryGetValue(window.Model, out var figures)) return new Dictionary<string, double> { ["requests"] = 0, ["rows"] = 0 };
        return new Dictionary<string, double>
        {
            ["requests"] = figures.Requests,
            ["rows"] = figures.Rows,
            ["latency_p50_ms"] = figures.Latencies.Quantile(0.50) / 1000.0,
            ["latency_p95_ms"] = figures.Latencies.Quantile(0.95) / 1000.0,
            ["latency_p99_ms"] = figures.Latencies.Quantile(0.99) / 1000.0,
        };
    }

    Dictionary<string, Figures> Read(SignalWindow window, CancellationToken cancellation)
    {
        var models = new Dictionary<string, Figures>(StringComparer.Ordinal);
        foreach (var request in history.Read(window.From))
        {
            cancellation.ThrowIfCancellationRequested();
            if (request.Time < window.From || request.Time >= window.To) continue;
            if (!models.TryGetValue(request.Schema.Model, out var figures)) models[request.Schema.Model] = figures = new Figures();
            figures.Requests++;
            figures.Rows += request.Rows;
            figures.Latencies.Add(request.Latency.Ticks / TimeSpan.TicksPerMicrosecond);
        }
        return models;
    }

    sealed class Figures
    {
        public long Requests { get; set; }

        public long Rows { get; set; }

        public LatencyCounts Latencies { get; } = new();
    }
}
