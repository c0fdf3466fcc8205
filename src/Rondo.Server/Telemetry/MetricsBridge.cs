using System.Diagnostics.Metrics;

namespace Rondo.Server.Telemetry;

/// <summary>The metrics of the page <c>/metrics</c> as instruments, made as they appear there.</summary>
/// <param name="page">What the page shows now.</param>
sealed class MetricsBridge(Func<string> page) : IDisposable
{
    public const string MeterName = "Rondo";

    readonly Meter _meter = new(MeterName);
    readonly Lock _gate = new();
    readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);
    readonly Dictionary<string, (Histogram<double> Instrument, Dictionary<string, ReplayedHistogram> Series)> _histograms = new(StringComparer.Ordinal);
    long _look;

    /// <summary>Makes the instruments of what is measured so far; those that come later are made as they come.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            Look();
            foreach (var watched in _watched.Values) watched.SeenLook = _look;
        }
    }

    public void Dispose() => _meter.Dispose();

    // All instruments are asked in turn: the first one that comes again begins a new look, which serves all of them.
    List<Measurement<double>> Measure(Watched watched)
    {
        lock (_gate)
        {
            if (watched.SeenLook == _look) Look();
            watched.SeenLook = _look;
            return watched.Values;
        }
    }

    void Look()
    {
        _look++;
        foreach (var watched in _watched.Values) watched.Values = [];
        foreach (var metric in MetricsPage.Read(page()))
        {
            if (metric.Type == "histogram") Replay(metric);
            else WatchedOf(metric).Values = [.. metric.Values.Select(v => new Measurement<double>(v.Value, v.Labels))];
        }
    }

    Watched WatchedOf(PageMetric metric)
    {
        if (_watched.TryGetValue(metric.Name, out var watched)) return watched;
        _watched[metric.Name] = watched = new Watched();
        if (metric.Type == "counter") _meter.CreateObservableCounter(metric.Name, () => Measure(watched), description: metric.Help);
        else _meter.CreateObservableGauge(metric.Name, () => Measure(watched), description: metric.Help);
        return watched;
    }

    void Replay(PageMetric metric)
    {
        if (metric.Histograms.Count == 0) return;
        if (!_histograms.TryGetValue(metric.Name, out var known))
        {
            var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = metric.Histograms.First().Value.Bounds };
            _histograms[metric.Name] = known = (_meter.CreateHistogram(metric.Name, null, metric.Help, null, advice), new(StringComparer.Ordinal));
        }
        foreach (var (labels, histogram) in metric.Histograms)
        {
            if (!known.Series.TryGetValue(labels, out var series)) known.Series[labels] = series = new ReplayedHistogram();
            series.Tell(histogram, known.Instrument);
        }
    }

    sealed class Watched
    {
        public List<Measurement<double>> Values { get; set; } = [];

        public long SeenLook { get; set; }
    }
}
