using System.Collections.Concurrent;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>What was answered, by model and version, in Prometheus' words.</summary>
public sealed class ServingMetrics
{
    readonly ConcurrentDictionary<(string Model, int Version), ModelSeries> _models = new();
    readonly ErrorCounts _refused = new();

    /// <summary>A request that a model answered, well or not.</summary>
    /// <param name="arm">The arm of the experiment that it belonged to; null for none.</param>
    internal void Record(ServedModel model, int status, int rows, TimeSpan time, string? arm) => SeriesOf(model).Record(status, rows, time, arm);

    /// <summary>A request that no model answered. The names that callers make up are not kept.</summary>
    internal void Record(int status) => _refused.Add(status);

    /// <summary>Requests that models answered, all versions together, and how many of them by a status of 400 or above.</summary>
    public IReadOnlyCollection<(string Model, long Requests, long Errors)> Counts() =>
        [.. _models.GroupBy(m => m.Key.Model, (model, series) => (model, series.Sum(s => s.Value.Requests), series.Sum(s => s.Value.Errors.Total)))];

    /// <summary>What each version answered since the host began, with the times in seconds that a half, 95 and 99 of a hundred of its requests did not exceed.</summary>
    public IReadOnlyList<AnsweredVersion> Versions() =>
        [.. _models.Select(m => new AnsweredVersion(m.Key.Model, m.Key.Version, m.Value.Requests, m.Value.Errors.Total, m.Value.Durations.Quantile(0.5), m.Value.Durations.Quantile(0.95), m.Value.Durations.Quantile(0.99)))];

    /// <param name="inFlight">Requests that are being answered now.</param>
    public string Text(int inFlight, long modelBytes, PredictionRecorder? log)
    {
        var text = new MetricsText();
        var models = _models.OrderBy(m => m.Key.Model, StringComparer.Ordinal).ThenBy(m => m.Key.Version).Select(m => (Labels: MetricsText.Labels(("model", m.Key.Model), ("version", FormattableString.Invariant($"{m.Key.Version}"))), Series: m.Value)).ToArray();
        text.Family("rondo_predictions_total", "counter", "Requests that a model answered, by outcome: ok, rejected (the request's fault) or failed (the server's); variant is the arm of a running experiment.");
        foreach (var (labels, series) in models)
            foreach (var (arm, outcome, count) in series.Outcomes) text.Line("rondo_predictions_total", $"{labels},{MetricsText.Labels(("variant", arm), ("outcome", outcome))}", count);
        text.Family("rondo_prediction_errors_total", "counter", "Requests answered by a status of 400 or above, by reason; those that no model answered have no model.");
        foreach (var (labels, series) in models) Write(text, labels, series.Errors);
        Write(text, MetricsText.Labels(("model", ""), ("version", "")), _refused);
        text.Family("rondo_prediction_rows_total", "counter", "Rows predicted.");
        foreach (var (labels, series) in models) text.Line("rondo_prediction_rows_total", labels, series.Rows);
        text.Family("rondo_prediction_duration_seconds", "histogram", "Time from a request to its answer.");
        foreach (var (labels, series) in models) series.Durations.Write(text, "rondo_prediction_duration_seconds", labels);
        text.Family("rondo_model_info", "gauge", "The versions that answered, and what they were made of.");
        foreach (var (labels, series) in models) text.Line("rondo_model_info", $"{labels},{MetricsText.Labels(("data_version", series.DataVersion), ("code_version", series.CodeVersion))}", 1);
        text.Gauge("rondo_predictions_in_flight", "Requests that are being answered.", inFlight);
        text.Gauge("rondo_model_memory_bytes", "Memory that models take, about.", modelBytes);
        if (log is not null) WriteLog(text, log);
        ProcessFigures.Write(text);
        return text.ToString();
    }

    // A version has its series at hand, so that counting looks nothing up.
    ModelSeries SeriesOf(ServedModel model)
    {
        if (model.Series is { } known && known.Owner == this) return known;
        return model.Series = _models.GetOrAdd((model.Name, model.Version), _ => new ModelSeries(this, model.DataVersion, model.CodeVersion));
    }

    static void Write(MetricsText text, string labels, ErrorCounts errors)
    {
        foreach (var (reason, count) in errors.ByReason) text.Line("rondo_prediction_errors_total", $"{labels},reason=\"{reason}\"", count);
    }

    static void WriteLog(MetricsText text, PredictionRecorder log)
    {
        text.Family("rondo_prediction_log_records_total", "counter", "Requests whose predictions are in the log.");
        text.Line("rondo_prediction_log_records_total", "", log.Records);
        text.Family("rondo_prediction_log_lost_total", "counter", "Requests answered without a record: the log was too slow, or the disk took nothing.");
        text.Line("rondo_prediction_log_lost_total", "reason=\"slow\"", log.Dropped);
        text.Line("rondo_prediction_log_lost_total", "reason=\"disk\"", log.Failed);
    }
}

/// <summary>What a version answered. Times are in seconds; null without requests.</summary>
public sealed record AnsweredVersion(string Model, int Version, long Requests, long Errors, double? P50, double? P95, double? P99);
