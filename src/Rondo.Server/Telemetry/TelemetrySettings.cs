using System.Collections;
using System.Globalization;
using Rondo.Engine.Errors;

namespace Rondo.Server.Telemetry;

/// <summary>Where metrics and traces go by OTLP, as OpenTelemetry's variables say.</summary>
/// <param name="Variables">All variables that begin with OTEL_.</param>
public sealed record TelemetrySettings(IReadOnlyDictionary<string, string> Variables)
{
    const string Prefix = "OTEL_";
    const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    static readonly string[] s_protocols = ["grpc", "http/protobuf"];
    static readonly string[] s_samplers = ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];
    static readonly string[] s_milliseconds = ["OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"];

    public bool HasMetrics => Goes("METRICS");

    public bool HasTraces => Goes("TRACES");

    /// <summary>How long metrics wait to be sent.</summary>
    public TimeSpan Interval => TimeSpan.FromMilliseconds(Value("OTEL_METRIC_EXPORT_INTERVAL") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 60_000);

    /// <summary>Settings of this process; null when nothing is to be sent.</summary>
    /// <exception cref="RondoException">A variable has a value that means nothing.</exception>
    public static TelemetrySettings? FromEnvironment() => Read(
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => KeyValuePair.Create((string)e.Key, (string?)e.Value ?? "")));

    /// <summary>Settings from variables; null when nothing is to be sent.</summary>
    /// <exception cref="RondoException">A variable has a value that means nothing.</exception>
    public static TelemetrySettings? Read(IEnumerable<KeyValuePair<string, string>> variables)
    {
        // An empty variable is one that isn't set, by OpenTelemetry's rule.
        var settings = new TelemetrySettings(variables.Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal) && v.Value.Trim().Length > 0)
            .ToDictionary(v => v.Key, v => v.Value.Trim(), StringComparer.Ordinal));
        if (string.Equals(settings.Value("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase) || (!settings.HasMetrics && !settings.HasTraces)) return null;
        settings.Check();
        return settings;
    }

    void Check()
    {
        foreach (var name in (string[])[Endpoint, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"])
            Require(name, text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https", "an address such as http://127.0.0.1:4317");
        foreach (var name in (string[])["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"])
            Require(name, text => s_protocols.Contains(text), string.Join(" or ", s_protocols));
        foreach (var name in s_milliseconds)
            Require(name, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0, "a number of milliseconds, 1 or more");
        Require("OTEL_TRACES_SAMPLER", text => s_samplers.Contains(text), string.Join(", ", s_samplers));
        Require("OTEL_TRACES_SAMPLER_ARG", text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1, "a share of requests, 0 to 1");
    }

    void Require(string name, Func<string, bool> isGood, string expected)
    {
        if (Value(name) is { } text && !isGood(text))
            throw new RondoException("bad_telemetry", $"{name} is '{VisibleText.Of(text)}'; expected {expected}.", "docs/guide/monitoring.md lists the variables.");
    }

    bool Goes(string signal) =>
        (Value(Endpoint) ?? Value($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")) is not null && Value($"OTEL_{signal}_EXPORTER") is not "none";

    string? Value(string name) => Variables.GetValueOrDefault(name);
}
