using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Rondo.Server.Http;

/// <summary>Listens to the server's and the store's meters and writes what they measured as Prometheus reads it.</summary>
sealed class ServerMetrics : IDisposable
{
    const string StoreMeter = "Rondo.Store";
    const int MostSeries = 5000;

    readonly MeterListener _listener = new();
    readonly ConcurrentDictionary<(Instrument Instrument, string Labels), MetricSeries> _series = new();

    public ServerMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == Meter || instrument.Meter.Name == StoreMeter) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public Meter Meter { get; } = new("Rondo.Server");

    public void Dispose()
    {
        _listener.Dispose();
        Meter.Dispose();
    }

    public string Text()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _series.GroupBy(s => s.Key.Instrument).OrderBy(g => g.Key.Name, StringComparer.Ordinal))
        {
            var isHistogram = IsHistogram(family.Key);
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Key.Name} {family.Key.Description}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {family.Key.Name} {(isHistogram ? "histogram" : "counter")}\n");
            foreach (var (key, series) in family.OrderBy(s => s.Key.Labels, StringComparer.Ordinal)) series.Write(text, family.Key.Name, key.Labels, isHistogram);
        }
        return text.ToString();
    }

    void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, Labels(tags));
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count >= MostSeries) return;
            series = _series.GetOrAdd(key, _ => new MetricSeries());
        }
        series.Add(value, IsHistogram(instrument));
    }

    static bool IsHistogram(Instrument instrument) => instrument is Histogram<double>;

    static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            if (text.AsSpan().ContainsAny('\\', '"', '\n'))
                text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            if (labels.Length > 0) labels.Append(',');
            labels.Append(name).Append("=\"").Append(text).Append('"');
        }
        return labels.ToString();
    }
}
