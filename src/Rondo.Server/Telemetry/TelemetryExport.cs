using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Rondo.Deploy.Protocols;
using Rondo.Deploy.Protocols.Http;

namespace Rondo.Server.Telemetry;

/// <summary>Sends a server's metrics and traces by OTLP. Nothing of it is loaded unless OpenTelemetry's variables name a collector.</summary>
public sealed class TelemetryExport : IDisposable
{
    const string ServiceName = "rondo";
    const string Requests = "Microsoft.AspNetCore";
    // As many as /metrics has of one metric, at most.
    const int MostSeries = 5000;

    static readonly TimeSpan s_stop = TimeSpan.FromSeconds(2);
    static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(10);

    readonly MetricsBridge _bridge;
    readonly CollectorTrouble _trouble;
    readonly MeterProvider? _metrics;
    readonly TracerProvider? _traces;
    readonly RequestSpans? _requests;
    Func<string> _page = static () => "";
    bool _isDisposed;

    TelemetryExport(TelemetrySettings settings, ILogger log, TimeProvider clock)
    {
        _trouble = new CollectorTrouble(log, clock, settings.Interval * 3 > s_quiet ? settings.Interval * 3 : s_quiet);
        _bridge = new MetricsBridge(() => _page());
        var variables = new ConfigurationBuilder().AddInMemoryCollection(settings.Variables.Select(v => KeyValuePair.Create<string, string?>(v.Key, v.Value))).Build();
        var resource = ResourceBuilder.CreateEmpty().AddService(ServiceName, serviceVersion: ServerVersion.Text).AddTelemetrySdk().AddEnvironmentVariableDetector();
        if (settings.HasMetrics)
            _metrics = Sdk.CreateMeterProviderBuilder().ConfigureServices(services => services.AddSingleton<IConfiguration>(variables)).SetResourceBuilder(resource)
                .AddMeter(MetricsBridge.MeterName).AddView(ViewOf).AddOtlpExporter().Build();
        if (!settings.HasTraces) return;
        _requests = new RequestSpans();
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(services => services.AddSingleton<IConfiguration>(variables)).SetResourceBuilder(resource)
            .AddSource(Requests, PredictionSpan.Source).AddOtlpExporter().Build();
    }

    /// <summary>Begins with traces; for a server that doesn't answer yet, so that its first request is traced too.</summary>
    /// <returns>null when nothing is to be sent.</returns>
    public static TelemetryExport? Start(TelemetrySettings? settings, ILogger log, TimeProvider? clock = null)
    {
        if (settings is null) return null;
        // ASP.NET Core then gives its spans the method and the path.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        return new TelemetryExport(settings, log, clock ?? TimeProvider.System);
    }

    /// <summary>Begins with metrics.</summary>
    /// <param name="page">What <c>/metrics</c> shows now.</param>
    public void Watch(Func<string> page)
    {
        _page = page;
        if (_metrics is not null) _bridge.Begin();
    }

    /// <summary>Sends what is left, for as long as a stop may take.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        var milliseconds = (int)s_stop.TotalMilliseconds;
        Parallel.Invoke(() => _metrics?.Shutdown(milliseconds), () => _traces?.Shutdown(milliseconds));
        _metrics?.Dispose();
        _traces?.Dispose();
        _requests?.Dispose();
        _bridge.Dispose();
        _trouble.Dispose();
    }

    // A replayed histogram's least and largest values are made up.
    static MetricStreamConfiguration ViewOf(Instrument instrument) => instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds }
        ? new ExplicitBucketHistogramConfiguration { Boundaries = [.. bounds], RecordMinMax = false, CardinalityLimit = MostSeries }
        : new MetricStreamConfiguration { CardinalityLimit = MostSeries };
}
