using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>What was answered, by model and version, in Prometheus' words.</summary>
public sealed class ServingMetrics
{
    readonly ConcurrentDictionary<(string Model, int Version), ModelSeries> _models = new();
    readonly ConcurrentDictionary<int, long> _refused = new();

    /// <summary>A request that a model answered, well or not.</summary>
    internal void Record(ServedModel model, int status, int rows, TimeSpan time)
    {
        var key = (model.Name, model.Version);
        if (!_models.TryGetValue(key, out var series)) series = _models.GetOrAdd(key, _ => new ModelSeries());
        series.Record(status, rows, time);
    }

    /// <summary>A request that no model answered. The names that callers make up are not kept.</summary>
    internal void Record(int status) => _refused.AddOrUpdate(status, 1, (_, count) => count + 1);

    /// <summary>Requests that models answered, all versions together, and how many of them by a status of 400 or above.</summary>
    public IReadOnlyCollection<(string Model, long Requests, long Errors)> Counts() =>
        [.. _models.GroupBy(m => m.Key.Model, (model, series) => (model, series.Sum(s => s.Value.Statuses.Sum(n => n.Value)), series.Sum(s => s.Value.Statuses.Where(n => n.Key >= 400).Sum(n => n.Value))))];

    /// <param name="inFlight">Requests that are being answered now.</param>
    public string Text(int inFlight, long modelBytes, PredictionRecorder? log)
    {
        var text = new StringBuilder();
        var models = _models.OrderBy(m => m.Key.Model, StringComparer.Ordinal).ThenBy(m => m.Key.Version).Select(m => (Labels: LabelsOf(m.Key.Model, m.Key.Version), m.Value)).ToArray();
        Head(text, "rondo_model_requests_total", "counter", "Requests answered, by model, version and status.");
        foreach (var (labels, series) in models)
            foreach (var (status, count) in series.Statuses.OrderBy(s => s.Key))
                text.Append(CultureInfo.InvariantCulture, $"rondo_model_requests_total{{{labels},status=\"{status}\"}} {count}\n");
        foreach (var (status, count) in _refused.OrderBy(s => s.Key))
            text.Append(CultureInfo.InvariantCulture, $"rondo_model_requests_total{{model=\"\",version=\"\",status=\"{status}\"}} {count}\n");
        Head(text, "rondo_model_request_errors_total", "counter", "Requests answered by a status of 400 or above.");
        foreach (var (labels, series) in models)
            text.Append(CultureInfo.InvariantCulture, $"rondo_model_request_errors_total{{{labels}}} {series.Statuses.Where(s => s.Key >= 400).Sum(s => s.Value)}\n");
        Head(text, "rondo_model_rows_total", "counter", "Rows predicted.");
        foreach (var (labels, series) in models) text.Append(CultureInfo.InvariantCulture, $"rondo_model_rows_total{{{labels}}} {series.Rows}\n");
        Head(text, "rondo_model_request_seconds", "histogram", "Time from a request to its answer.");
        foreach (var (labels, series) in models) series.WriteSeconds(text, labels);
        Head(text, "rondo_model_requests_in_flight", "gauge", "Requests that are being answered.");
        text.Append(CultureInfo.InvariantCulture, $"rondo_model_requests_in_flight {inFlight}\n");
        Head(text, "rondo_model_memory_bytes", "gauge", "Memory that models take, about.");
        text.Append(CultureInfo.InvariantCulture, $"rondo_model_memory_bytes {modelBytes}\n");
        if (log is not null) WriteLog(text, log);
        return text.ToString();
    }

    static void WriteLog(StringBuilder text, PredictionRecorder log)
    {
        Head(text, "rondo_prediction_log_records_total", "counter", "Requests whose predictions are in the log.");
        text.Append(CultureInfo.InvariantCulture, $"rondo_prediction_log_records_total {log.Records}\n");
        Head(text, "rondo_prediction_log_lost_total", "counter", "Requests answered without a record: the log was too slow, or the disk took nothing.");
        text.Append(CultureInfo.InvariantCulture, $"rondo_prediction_log_lost_total{{reason=\"slow\"}} {log.Dropped}\nrondo_prediction_log_lost_total{{reason=\"disk\"}} {log.Failed}\n");
    }

    static void Head(StringBuilder text, string name, string type, string help) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    static string LabelsOf(string model, int version) =>
        FormattableString.Invariant($"model=\"{model.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\",version=\"{version}\"");
}

/// <summary>The figures of one version.</summary>
sealed class ModelSeries
{
    static readonly double[] _bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    readonly long[] _buckets = new long[_bounds.Length + 1];
    readonly ConcurrentDictionary<int, long> _failed = new();
    long _good;
    long _rows;
    long _ticks;

    public long Rows => Volatile.Read(ref _rows);

    public IEnumerable<KeyValuePair<int, long>> Statuses => _failed.Append(new(200, Volatile.Read(ref _good)));

    public void Record(int status, int rows, TimeSpan time)
    {
        if (status == 200) Interlocked.Increment(ref _good);
        else _failed.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (rows > 0) Interlocked.Add(ref _rows, rows);
        Interlocked.Add(ref _ticks, time.Ticks);
        var bucket = 0;
        while (bucket < _bounds.Length && time.TotalSeconds > _bounds[bucket]) bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
    }

    public void WriteSeconds(StringBuilder text, string labels)
    {
        var below = 0L;
        for (var i = 0; i < _bounds.Length; i++)
        {
            below += Volatile.Read(ref _buckets[i]);
            text.Append(CultureInfo.InvariantCulture, $"rondo_model_request_seconds_bucket{{{labels},le=\"{_bounds[i]}\"}} {below}\n");
        }
        var count = below + Volatile.Read(ref _buckets[^1]);
        text.Append(CultureInfo.InvariantCulture, $"rondo_model_request_seconds_bucket{{{labels},le=\"+Inf\"}} {count}\n");
        text.Append(CultureInfo.InvariantCulture, $"rondo_model_request_seconds_sum{{{labels}}} {TimeSpan.FromTicks(Volatile.Read(ref _ticks)).TotalSeconds}\n");
        text.Append(CultureInfo.InvariantCulture, $"rondo_model_request_seconds_count{{{labels}}} {count}\n");
    }
}
