using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Lifecycle.Store.Access;
using Rondo.Tests.Shared.Webhooks;

namespace Rondo.Server.Tests.Serving;

public sealed class HostedAlertsTests : IDisposable
{
    readonly ManualClock _clock = new();
    readonly Receiver _receiver = new();
    readonly string _root = Directory.CreateTempSubdirectory("rondo-alerts-").FullName;

    public void Dispose()
    {
        _receiver.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Requests_that_fail_for_three_windows_are_one_message_and_their_end_one_across_a_restart()
    {
        await using (var server = await Start())
        {
            Watch(server, new { when = "error_rate > 0.5", @for = 3, window = "1m", notify = new { webhook = _receiver.Url } });
            await Eventually(() => server.Workspace.Alerts.List().Count == 1);
            for (var i = 0; i < 2; i++) await Minute(server, isBroken: true);
        }
        await using (var server = await Start())
        {
            for (var i = 0; i < 2; i++) await Minute(server, isBroken: true);
            var firing = (await server.Program.GetAsync("/api/v1/alerts").Json())["alerts"]![0]!;
            Assert.Equal(("firing", "line", 60.0, 1.0), ((string)firing["state"]!, (string)firing["model"]!, (double)firing["window_seconds"]!, (double)firing["values"]!["error_rate"]!));
            for (var i = 0; i < 3; i++) await Minute(server, isBroken: false);
            await _receiver.Wait(2);
            await Task.Delay(1500, TestContext.Current.CancellationToken);
        }

        Assert.Equal(["alert.firing", "alert.resolved"], _receiver.Messages.Select(m => (string)JsonNode.Parse(m.Body)!["type"]!));
    }

    [Fact]
    public async Task The_log_tells_requests_rows_and_latencies_of_a_window()
    {
        await using var server = await Start();
        Watch(server, new { when = "requests >= 3 and rows >= 5 and latency_p99_ms > 0 and latency_p50_ms < 60000", window = "1m" });
        await Eventually(() => server.Workspace.Alerts.List().Count == 1);
        foreach (var rows in (int[])[1, 1, 3]) await server.Program.PostAsJsonAsync("/models/line/predict", new { rows = Enumerable.Range(0, rows).Select(i => new { x = i + 0.5 }) }).Json();
        await Pass(server);

        var values = (await server.Program.GetAsync("/api/v1/alerts").Json())["alerts"]![0]!["values"]!;
        Assert.Equal((3.0, 5.0), ((double)values["requests"]!, (double)values["rows"]!));
        await Eventually(() => server.Log.ToString().Contains("Alert firing: line@1 requests >= 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_monitor_that_fails_leaves_serving_and_the_other_rules_alone()
    {
        await using var server = await Start(new Broken());
        Watch(server, new { when = "error_rate > 0.5", window = "1m", notify = new { webhook = _receiver.Url } });
        await Eventually(() => server.Workspace.Alerts.List().Count == 1);
        await Minute(server, isBroken: true);

        await _receiver.Wait(1);
        Assert.Contains("not today", server.Log.ToString(), StringComparison.Ordinal);
        await server.Program.PostAsJsonAsync("/models/line/predict", new { x = 3.0 }).Json();
    }

    [Fact]
    public async Task An_editor_silences_and_tries_and_a_viewer_looks()
    {
        await using var server = await TestServer.WithAccounts(o => o with { Clock = _clock, AlertInterval = TimeSpan.FromMilliseconds(50), WebhookHosts = ["127.0.0.1"] });
        Watch(server, new { when = "error_rate > 0.5", notify = new { webhook = _receiver.Url } });
        await Eventually(() => server.Workspace.Alerts.List().Count == 1);
        using var viewer = server.WithKey(Role.Viewer);
        using var editor = server.WithKey(Role.Editor);
        var id = (string)(await viewer.GetAsync("/api/v1/alerts?model=line").Json())["alerts"]![0]!["id"]!;

        Assert.Equal(HttpStatusCode.Forbidden, await viewer.PostAsJsonAsync($"/api/v1/alerts/{id}/silence", new { @for = "2h" }).Status());
        var silent = await editor.PostAsJsonAsync($"/api/v1/alerts/{id}/silence", new { @for = "2h", why = "a known outage" }).Json();
        Assert.Equal("a known outage", (string)silent["silent_why"]!);
        Assert.Equal(HttpStatusCode.BadRequest, await editor.PostAsJsonAsync($"/api/v1/alerts/{id}/silence", new { @for = "soon" }).Status());
        Assert.Equal(HttpStatusCode.NotFound, await editor.PostAsJsonAsync("/api/v1/alerts/nothing/silence", new { @for = "2h" }).Status());
        Assert.Null((await editor.PostAsJsonAsync($"/api/v1/alerts/{id}/unsilence", new { }).Json())["silent_until"]);
        var told = await editor.PostAsJsonAsync("/api/v1/models/line/alerts/test", new { }).Json();
        Assert.True((bool)told["channels"]![0]!["arrived"]!);
        Assert.Equal("alert.test", (string)JsonNode.Parse(Assert.Single(_receiver.Messages).Body)!["type"]!);
        Assert.Equal(["alert.test", "alert.unsilence", "alert.silence"], server.Workspace.Audit.Page(new AuditFilter()).Select(e => e.Action).Where(a => a.StartsWith("alert.", StringComparison.Ordinal)));
    }

    Task<TestServer> Start(params IWindowSignals[] more) =>
        TestServer.Start(o => o with { Clock = _clock, AlertInterval = TimeSpan.FromMilliseconds(50), WebhookHosts = ["127.0.0.1"], Signals = more, LogForm = new(Microsoft.Extensions.Logging.LogLevel.Warning, IsJson: false) }, _root);

    static void Watch(TestServer server, object alert) => PredictTests.Register(server.Workspace, slope: 2, spec: new { name = "line", observe = new { alerts = new[] { alert } } });

    async Task Minute(TestServer server, bool isBroken)
    {
        for (var i = 0; i < 3; i++) Assert.Equal(isBroken ? HttpStatusCode.BadRequest : HttpStatusCode.OK, await server.Program.PostAsJsonAsync("/models/line/predict", isBroken ? new { y = 3.0 } : (object)new { x = 3.0 }).Status());
        await Pass(server);
    }

    // What was answered is counted before the clock moves on.
    async Task Pass(TestServer server)
    {
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var before = server.Workspace.Alerts.List()[0].Seen;
        _clock.Advance(before.AddMinutes(1) + TimeSpan.FromSeconds(3) - _clock.GetUtcNow());
        await Eventually(() => server.Workspace.Alerts.List()[0].Seen > before);
    }

    static async Task Eventually(Func<bool> isSo)
    {
        for (var i = 0; i < 400 && !isSo(); i++) await Task.Delay(25);
        Assert.True(isSo());
    }

    sealed class Broken : IWindowSignals
    {
        public IReadOnlyDictionary<string, double> Of(SignalWindow window, CancellationToken cancellation) => throw new InvalidDataException("not today");
    }
}
