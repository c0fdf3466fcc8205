using System.Text.Json.Nodes;
using Rondo.Observe.Cause;
using Rondo.Observe.Drift;

namespace Rondo.Lifecycle.Monitoring;

/// <summary>What is observed, in the words of the contract.</summary>
public static class MonitorJson
{
    /// <summary>Of two tables.</summary>
    public static JsonObject Of(DriftReport report) => new() { ["drift"] = Drift(report, report.IsAlert) };

    /// <summary>Of a served model.</summary>
    /// <param name="windows">The windows of that time; null when nobody asked for them.</param>
    public static JsonObject Of(ObservedDrift observed, IEnumerable<ObservedDrift>? windows = null)
    {
        var drift = Drift(observed.Features, observed.IsAlert);
        if (observed.Prediction is { } prediction) drift["prediction"] = Of(prediction);
        if (observed.Label is { } label) drift["label"] = Of(label);
        var json = new JsonObject { ["model"] = observed.Model, ["version"] = observed.Version, ["from"] = observed.From, ["to"] = observed.To, ["drift"] = drift };
        if (observed.Note is { } note) json["note"] = note;
        if (windows is not null)
        {
            json["windows"] = new JsonArray([.. windows.Select(w => new JsonObject
            {
                ["from"] = w.From,
                ["to"] = w.To,
                ["rows"] = w.Features.CurrentRows,
                ["alert"] = w.IsAlert,
                ["share"] = w.Features.Share,
                ["columns"] = new JsonArray([.. w.All.Where(c => c.IsAlert).OrderByDescending(c => c.Effect).Select(c => JsonValue.Create(c.Name))]),
            })]);
        }
        return json;
    }

    public static JsonObject Of(ObservedPerformance observed) => new()
    {
        ["model"] = observed.Model,
        ["version"] = observed.Version,
        ["metric"] = observed.Metric,
        ["bound"] = observed.Bound,
        ["reference"] = Numbers(observed.Reference),
        ["estimate"] = new JsonObject { ["trusted"] = observed.Trust.IsTrusted, ["graded"] = observed.Trust.Graded, ["wrong"] = observed.Trust.Wrong, ["note"] = observed.Trust.Note },
        ["windows"] = new JsonArray([.. observed.Windows.Select(Of)]),
    };

    static JsonObject Of(PerformanceWindow window)
    {
        var json = new JsonObject
        {
            ["from"] = window.From,
            ["to"] = window.To,
            ["rows"] = window.Rows,
            ["versions"] = new JsonArray([.. window.Versions.Select(v => JsonValue.Create(v))]),
            ["metrics"] = Numbers(window.Metrics),
            ["interval"] = Object(window.Interval, i => new JsonArray(Number(i.Low), Number(i.High))),
            ["estimate"] = Object(window.Estimate, e => Number(e.Value)),
            ["estimate_interval"] = Object(window.Estimate, e => new JsonArray(Number(e.Value - 2 * e.Deviation), Number(e.Value + 2 * e.Deviation))),
            ["labels"] = new JsonObject
            {
                ["count"] = window.Labels.Count,
                ["coverage"] = window.Labels.Share,
                ["delay_p50_seconds"] = window.Labels.DelaySeconds,
                ["unknown"] = window.Labels.Unknown,
            },
            ["causes"] = new JsonArray([.. window.Causes.Select(c => Of(c, window.Examples))]),
            ["slices"] = new JsonArray([.. window.Slices.Select(s => new JsonObject
            {
                ["column"] = s.Column,
                ["range"] = s.Range,
                ["rows"] = s.Rows,
                ["error"] = Number(s.Error),
                ["reference_error"] = Number(s.ReferenceError),
                ["p_value"] = Number(s.PValue),
            })]),
        };
        if (window.Grade is { } grade) json["estimate_right"] = grade;
        return json;
    }

    static JsonObject Of(RankedCause cause, IReadOnlyDictionary<int, string> examples) => new()
    {
        ["column"] = cause.Column,
        ["range"] = cause.Range,
        ["outside"] = cause.IsOutside,
        ["rows"] = cause.Rows,
        ["share"] = cause.Share,
        ["reference_share"] = cause.ReferenceShare,
        ["error"] = Number(cause.Error),
        ["elsewhere_error"] = Number(cause.ElsewhereError),
        ["reference_error"] = cause.ReferenceError is { } error ? Number(error) : null,
        ["explains"] = Number(cause.Explains),
        ["examples"] = new JsonArray([.. cause.Examples.Select(e => JsonValue.Create(examples[e]))]),
    };

    static JsonObject Drift(DriftReport report, bool isAlert)
    {
        var json = new JsonObject
        {
            ["alert"] = isAlert,
            ["share"] = report.Share,
            ["rows"] = new JsonObject { ["reference"] = report.ReferenceRows, ["current"] = report.CurrentRows },
            ["columns"] = new JsonArray([.. report.Columns.Select(Of)]),
        };
        if (report.Together.Length > 0) json["together"] = new JsonArray([.. report.Together.Select(Of)]);
        return json;
    }

    static JsonObject Of(ColumnDrift column)
    {
        var json = new JsonObject
        {
            ["name"] = column.Name,
            ["alert"] = column.IsAlert,
            ["significant"] = column.IsSignificant,
            ["p_value"] = column.PValue,
            ["effect"] = column.Effect,
            ["method"] = column.Method,
        };
        if (column.Note is { } note) json["note"] = note;
        return json;
    }

    static JsonObject Numbers(IReadOnlyDictionary<string, double?> values) => Object(values, v => v is { } number ? Number(number) : null);

    static JsonObject Object<T>(IReadOnlyDictionary<string, T> values, Func<T, JsonNode?> write)
    {
        var json = new JsonObject();
        foreach (var (name, value) in values) json[name] = write(value);
        return json;
    }

    // JSON has no word for what is no finite number.
    static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
