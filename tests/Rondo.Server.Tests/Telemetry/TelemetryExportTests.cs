using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.Flags;
using Rondo.Engine.Errors;
using Rondo.Server.Telemetry;
using Rondo.Server.Tests.Serving;

namespace Rondo.Server.Tests.Telemetry;

public sealed partial class TelemetryExportTests
{
    // OTLP's numbers: a metric's gauge, sum and histogram; a point's attributes and number.
    const int Gauge = 5, Sum = 7, Histogram = 9, PointLabels = 7, HistogramLabels = 9, AsDouble = 4;

    [Fact]
    public async Task A_collector_gets_the_counts_of_the_requests_that_were_made()
    {
        await using var collector = await Collector.Start();
        string page;
        await using (var server = await TestServer.Start(o => o with { Telemetry = To(collector.Address) }))
        {
            PredictTests.Register(server.Workspace, slope: 2);
            for (var i = 0; i < 40; i++) await server.Program.PostAsJsonAsync("/models/line/predict", new { rows = new[] { new { x = 1.0 }, new { x = 2.0 } } }).Json();
            for (var i = 0; i < 7; i++) Assert.Equal(HttpStatusCode.BadRequest, await server.Program.PostAsJsonAsync("/models/line/predict", new { y = 1.0 }).Status());
            page = await server.Program.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        }

        var metrics = collector.Metrics;
        Assert.Equal(40, Value(metrics, "rondo_predictions_total", Sum, ("model", "line"), ("version", "1"), ("outcome", "ok")));
        Assert.Equal(7, Value(metrics, "rondo_predictions_total", Sum, ("model", "line"), ("outcome", "rejected")));
        Assert.Equal(80, Value(metrics, "rondo_prediction_rows_total", Sum, ("model", "line")));
        Assert.Equal(47, Value(metrics, "rondo_http_requests_total", Sum, ("method", "POST"), ("status", "200")) + Value(metrics, "rondo_http_requests_total", Sum, ("method", "POST"), ("status", "400")));
        Assert.Equal(1, Value(metrics, "rondo_model_info", Gauge, ("data_version", "bbbbbbbbbbbb")));
        // Whatever the page shows has come, by the same names.
        var shown = Series().Matches(page).Select(m => m.Groups["name"].Value).Select(n => metrics.ContainsKey(n) ? n : Regex.Replace(n, "_(bucket|sum|count)$", "")).Distinct().ToArray();
        Assert.True(shown.Length > 12);
        Assert.Empty(shown.Except(metrics.Keys));
    }

    [Fact]
    public async Task A_histogram_stays_a_histogram_with_its_buckets_and_its_sum()
    {
        await using var collector = await Collector.Start();
        string page;
        await using (var server = await TestServer.Start(o => o with { Telemetry = To(collector.Address, ("OTEL_METRIC_EXPORT_INTERVAL", "50")) }))
        {
            PredictTests.Register(server.Workspace, slope: 2);
            for (var i = 0; i < 60; i++) await server.Program.PostAsJsonAsync("/models/line/predict", new { x = 1.0 }).Json();
            page = await server.Program.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        }

        var point = collector.Metrics["rondo_prediction_duration_seconds"].All(Histogram, 1).Single();
        Assert.Equal(new Dictionary<string, string> { ["model"] = "line", ["version"] = "1" }, point.Attributes(HistogramLabels));
        Assert.Equal(60UL, point.Number(4));
        var expected = Buckets().Matches(page).Select(m => ulong.Parse(m.Groups["count"].Value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(17, expected.Length);
        var counts = point.Packed(6);
        Assert.Equal(expected, counts.Select((_, i) => counts.Take(i + 1).Aggregate(0UL, (sum, n) => sum + n)));
        Assert.Equal(0.0001, BitConverter.UInt64BitsToDouble(point.Packed(7)[0]));
        var sum = double.Parse(PageSum().Match(page).Groups["sum"].Value, CultureInfo.InvariantCulture);
        Assert.Equal(sum, point.Double(5), sum * 1e-9);
    }

    [Fact]
    public async Task A_metric_that_comes_later_goes_out_and_one_that_is_gone_does_not()
    {
        await using var collector = await Collector.Start();
        var page = "# HELP a First.\n# TYPE a gauge\na{x=\"1\"} 1\na{x=\"{2} \\\"q\\\" \\\\ \\n\"} NaN\n";
        using (var export = TelemetryExport.Start(To(collector.Address, ("OTEL_METRIC_EXPORT_INTERVAL", "50")), NullLogger.Instance)!)
        {
            export.Watch(() => page);
            for (var i = 0; i < 200 && !collector.Metrics.ContainsKey("a"); i++) await Task.Delay(25, TestContext.Current.CancellationToken);
            Assert.Equal(["1", "{2} \"q\" \\ \n"], collector.Metrics["a"].All(Gauge, 1).Select(p => p.Attributes(PointLabels)["x"]));
            page = "# HELP a First.\n# TYPE a gauge\na{x=\"1\"} 3\n# HELP b_total Later.\n# TYPE b_total counter\nb_total 5\n";
        }

        Assert.Equal(3, collector.Metrics["a"].All(Gauge, 1).Single().Double(AsDouble));
        Assert.Equal(5, Value(collector.Metrics, "b_total", Sum));
    }

    [Fact]
    public async Task A_span_belongs_to_its_callers_trace_and_has_the_prediction_below_it()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736", Caller = "00f067aa0ba902b7";
        await using var collector = await Collector.Start();
        await using (var server = await TestServer.Start(o => o with { Telemetry = To(collector.Address) }))
        {
            PredictTests.Register(server.Workspace, slope: 2);
            server.Program.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-{Caller}-01");
            await server.Program.PostAsJsonAsync("/models/line/predict", new { rows = new[] { new { x = 1.0 }, new { x = 2.0 } } }).Json();
            await server.Program.PostAsJsonAsync("/models/line/predict", new { x = "one" }).Json(HttpStatusCode.BadRequest);
        }

        var spans = collector.Spans.Where(s => s.Hex(1) == Trace).ToArray();
        var requests = spans.Where(s => s.Hex(4) == Caller).ToArray();
        Assert.Equal(2, requests.Length);
        // 2 is a server's span.
        Assert.All(requests, s => Assert.Equal(2UL, s.Number(6)));
        Assert.All(requests, s => Assert.Equal("POST", s.Attributes(9)["http.request.method"]));
        Assert.All(requests, s => Assert.StartsWith("POST /models/{", s.Text(5), StringComparison.Ordinal));
        var good = Below(spans, requests, "200");
        Assert.Equal("predict line", good.Text(5));
        Assert.Equal(new Dictionary<string, string> { ["rondo.model.name"] = "line", ["rondo.model.version"] = "1", ["rondo.rows"] = "2" }, good.Attributes(9));
        Assert.False(good.Has(15) && good.All(15).Single().Number(3) == 2);
        var bad = Below(spans, requests, "400");
        Assert.NotEqual("", bad.Attributes(9)["error.type"]);
        Assert.Equal(2UL, bad.All(15).Single().Number(3));
    }

    [Fact]
    public async Task Names_headers_and_sampling_are_those_of_the_variables()
    {
        await using var collector = await Collector.Start();
        await using (var server = await TestServer.Start(o => o with
        {
            Telemetry = To(collector.Address, ("OTEL_SERVICE_NAME", "scores"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-team=blue"), ("OTEL_TRACES_SAMPLER", "always_off")),
        }))
        {
            PredictTests.Register(server.Workspace, slope: 2);
            await server.Program.PostAsJsonAsync("/models/line/predict", new { x = 1.0 }).Json();
        }

        Assert.Empty(collector.Spans);
        Assert.All(collector.Header("x-team"), team => Assert.Equal("blue", team));
        var resource = collector.Resources("/v1/metrics").First().Attributes(1);
        Assert.Equal(("scores", "test"), (resource["service.name"], resource["deployment.environment.name"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_its_collector_a_server_answers_stops_soon_and_says_it_once(bool answers)
    {
        // One that takes connections and never answers, or one that isn't there.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = $"http://{silent.LocalEndpoint}";
        if (!answers) silent.Stop();
        var server = await TestServer.Start(o => o with { Telemetry = To(address, ("OTEL_METRIC_EXPORT_INTERVAL", "100"), ("OTEL_EXPORTER_OTLP_TIMEOUT", answers ? "60000" : "1000")) });
        PredictTests.Register(server.Workspace, slope: 2);
        for (var i = 0; i < 20; i++)
        {
            await server.Program.PostAsJsonAsync("/models/line/predict", new { x = 1.0 }).Json();
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
        var clock = Stopwatch.StartNew();
        await server.DisposeAsync();

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(6));
        if (!answers) Assert.Single(Regex.Matches(server.Log.ToString(), "do not arrive at their collector"));
    }

    [Fact]
    public async Task Lines_of_the_log_name_the_trace_of_their_request()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var server = await TestServer.Start(o => o with { LogForm = new LogForm(Microsoft.Extensions.Logging.LogLevel.Information, IsJson: true) });
        server.Program.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        await server.Program.GetAsync("/health/live", TestContext.Current.CancellationToken);
        await server.Server.DisposeAsync();

        Assert.Contains($"\"trace_id\":\"{Trace}\"", server.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_sent_unless_a_collector_is_named()
    {
        Assert.Null(TelemetrySettings.Read([]));
        Assert.Null(TelemetrySettings.Read([new("OTEL_SERVICE_NAME", "rondo"), new("OTEL_EXPORTER_OTLP_ENDPOINT", "")]));
        Assert.Null(TelemetrySettings.Read([new("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317"), new("OTEL_SDK_DISABLED", "true")]));
        var one = TelemetrySettings.Read([new("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:4318/v1/traces")])!;
        Assert.Equal((false, true), (one.HasMetrics, one.HasTraces));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "1m")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "1.5")]
    public void A_variable_that_means_nothing_is_named(string name, string value)
    {
        var refused = Assert.Throws<RondoException>(() => TelemetrySettings.Read(new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:4317", [name] = value }));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(value, refused.Message, StringComparison.Ordinal);
    }

    static TelemetrySettings To(string address, params (string Name, string Value)[] more) => TelemetrySettings.Read(
        [new("OTEL_EXPORTER_OTLP_ENDPOINT", address), new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), .. more.Select(m => KeyValuePair.Create(m.Name, m.Value))])!;

    static double Value(IReadOnlyDictionary<string, WireMessage> metrics, string name, int kind, params (string Name, string Value)[] labels) => metrics[name].All(kind, 1)
        .Where(p => p.Attributes(PointLabels) is var have && labels.All(l => have[l.Name] == l.Value)).Sum(p => p.Double(AsDouble));

    static WireMessage Below(WireMessage[] spans, WireMessage[] requests, string status) =>
        spans.Single(s => s.Hex(4) == requests.Single(r => r.Attributes(9)["http.response.status_code"] == status).Hex(2));

    [GeneratedRegex(@"^(?<name>[a-z_]+)[{ ]", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex(@"^rondo_prediction_duration_seconds_bucket\{.*\} (?<count>\d+)$", RegexOptions.Multiline)]
    private static partial Regex Buckets();

    [GeneratedRegex(@"^rondo_prediction_duration_seconds_sum\{.*\} (?<sum>\S+)$", RegexOptions.Multiline)]
    private static partial Regex PageSum();
}
