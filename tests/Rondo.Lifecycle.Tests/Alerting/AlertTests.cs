using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Alerting.Channels;
using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Batch;
using Rondo.Lifecycle.Tests.Store;
using Rondo.Lifecycle.Webhooks;
using Rondo.Observe.Alerts;
using Rondo.Tests.Shared.Postgres;
using Rondo.Tests.Shared.Webhooks;

namespace Rondo.Lifecycle.Tests.Alerting;

public abstract class AlertTests : IDisposable
{
    static readonly Author s_ann = new() { By = "ann" };

    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;
    readonly Receiver _receiver = new();
    readonly List<AlertNotice> _logged = [];
    readonly List<string> _warnings = [];
    readonly WebhookSender _sender;

    protected AlertTests(string? store)
    {
        _test = new TestWorkspace(_clock, store);
        _sender = new WebhookSender(["127.0.0.1"], _clock);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
        _test.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_breach_for_three_windows_is_told_once_and_its_end_once_although_the_server_restarts_in_between()
    {
        Declare($$"""[{ "when": "error_rate > 0.1", "for": 3, "window": "1m", "severity": "critical", "notify": { "webhook": "{{_receiver.Url}}" } }]""");
        foreach (var isBreached in (bool[])[false, true, true, true, true, true, false, false, false])
        {
            using var restarted = _test.OpenAgain(_clock);
            await Minute(restarted, isBreached);
        }

        var messages = _receiver.Messages.Select(m => JsonNode.Parse(m.Body)!).ToArray();
        Assert.Equal(["alert.firing", "alert.resolved"], messages.Select(m => (string)m["type"]!));
        Assert.Equal(("m", 1, "error_rate > 0.1", "critical", 3), ((string)messages[0]["data"]!["model"]!, (int)messages[0]["data"]!["version"]!, (string)messages[0]["data"]!["when"]!, (string)messages[0]["data"]!["severity"]!, (int)messages[0]["data"]!["windows"]!));
        Assert.Equal(0.5, (double)messages[0]["data"]!["values"]!["error_rate"]!);
        Assert.Equal(["alert", "resolved"], History());
        Assert.Null(_test.Workspace.Audit.FirstBroken());
    }

    [Fact]
    public async Task Two_servers_of_one_store_count_a_window_once()
    {
        Declare($$"""[{ "when": "error_rate > 0.1", "for": 2, "window": "1m", "notify": { "webhook": "{{_receiver.Url}}" } }]""");
        using var other = _test.OpenAgain(_clock);
        await Run(_test.Workspace);
        for (var i = 0; i < 3; i++)
        {
            Answer(isBreached: true);
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAll(Task.Run(() => Run(_test.Workspace)), Task.Run(() => Run(other)));
            Assert.Equal(i == 0 ? 0 : 1, _receiver.Messages.Count);
        }

        Assert.Equal(["alert"], History());
        Assert.Equal(3, (int)_test.Workspace.Alerts.List("m")[0].Seen.Subtract(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)).TotalMinutes);
    }

    [Fact]
    public async Task Windows_that_ended_while_no_server_ran_are_looked_at_in_order()
    {
        Declare("""[{ "when": "error_rate > 0.1", "for": 3, "window": "1m" }]""");
        await Run(_test.Workspace);
        foreach (var isBreached in (bool[])[true, true, true, false, false])
        {
            Answer(isBreached);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
        await Run(_test.OpenAgain(_clock), disposes: true);

        Assert.Equal(["alert", "resolved"], History());
        Assert.Equal([AlertNotice.Firing, AlertNotice.Resolved], _logged.Select(n => n.Kind));
        Assert.Equal(_clock.GetUtcNow().AddMinutes(-2), _logged[0].WindowTo!.Value.AddSeconds(_clock.GetUtcNow().Second));
    }

    [Fact]
    public async Task A_window_without_requests_neither_breaches_nor_resolves()
    {
        Declare("""[{ "when": "error_rate > 0.1", "window": "1m" }]""");
        foreach (var isBreached in (bool?[])[true, null, null, false]) await Minute(_test.Workspace, isBreached);

        Assert.Equal(["alert", "resolved"], History());
        Assert.Equal(TimeSpan.FromMinutes(3), _logged[1].WindowTo - _logged[0].WindowTo);
    }

    [Fact]
    public async Task A_silenced_rule_tells_nobody_and_what_still_fires_afterwards_is_told()
    {
        Declare($$"""[{ "when": "error_rate > 0.1", "window": "1m", "notify": { "webhook": "{{_receiver.Url}}" } }]""");
        await Run(_test.Workspace);
        var id = _test.Workspace.Alerts.List()[0].Id;
        _test.Workspace.Alerts.Silence(id, TimeSpan.FromMinutes(2.5), "we know", s_ann);
        foreach (var isBreached in (bool[])[true, true]) await Minute(_test.Workspace, isBreached);
        Assert.Empty(_receiver.Messages);
        Assert.Equal(["alert"], History());

        await Minute(_test.Workspace, true);
        await Minute(_test.Workspace, false);

        Assert.Equal(["alert.firing", "alert.resolved"], _receiver.Messages.Select(m => (string)JsonNode.Parse(m.Body)!["type"]!));
    }

    [Fact]
    public async Task What_fired_and_ended_in_silence_is_never_told()
    {
        Declare($$"""[{ "when": "error_rate > 0.1", "window": "1m", "notify": { "webhook": "{{_receiver.Url}}" } }]""");
        await Run(_test.Workspace);
        _test.Workspace.Alerts.Silence(_test.Workspace.Alerts.List()[0].Id, TimeSpan.FromHours(1), null, s_ann);
        foreach (var isBreached in (bool[])[true, false]) await Minute(_test.Workspace, isBreached);

        Assert.Empty(_receiver.Messages);
        Assert.Equal(["alert", "resolved"], History());
        Expect.Mistake("unknown_alert", () => _test.Workspace.Alerts.Silence("none", TimeSpan.FromHours(1), null, s_ann));
    }

    [Fact]
    public async Task A_receiver_that_fails_gets_the_same_message_again_later_and_the_end_after_it()
    {
        Declare($$"""[{ "when": "error_rate > 0.1", "window": "1m", "notify": { "webhook": "{{_receiver.Url}}" } }]""");
        _receiver.Answer = () => (500, null);
        await Minute(_test.Workspace, true);
        await Minute(_test.Workspace, false);
        Assert.All(_receiver.Messages, m => Assert.Equal("alert.firing", (string)JsonNode.Parse(m.Body)!["type"]!));
        var tried = _receiver.Messages.Count;
        await Run(_test.Workspace);
        Assert.Equal(tried, _receiver.Messages.Count);

        _receiver.Answer = () => (204, null);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Run(_test.Workspace);

        var kinds = _receiver.Messages.Skip(tried).Select(m => (string)JsonNode.Parse(m.Body)!["type"]!);
        Assert.Equal(["alert.firing", "alert.resolved"], kinds);
        Assert.Single(_receiver.Messages.Take(tried + 1).Select(m => (m.Headers["webhook-id"], m.Body)).Distinct());
        var messages = _test.Workspace.Alerts.Messages(_test.Workspace.Alerts.List()[0].Id);
        Assert.All(messages, m => Assert.True(m.Arrived));
    }

    [Fact]
    public async Task Messages_are_signed_by_the_files_secret_or_the_rules_own()
    {
        const string secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        Declare($$"""[{ "when": "error_rate > 0.1", "window": "1m", "notify": { "webhook": "{{_receiver.Url}}", "secret": "{{secret}}" } }, { "when": "errors > 0", "window": "1m", "notify": { "webhook": "{{_receiver.Url}}" } }]""");
        await Minute(_test.Workspace, true);

        Assert.Equal(2, _receiver.Messages.Count);
        foreach (var message in _receiver.Messages)
        {
            var data = JsonNode.Parse(message.Body)!["data"]!;
            var expected = (string)data["when"]! == "errors > 0" ? _test.Workspace.Alerts.SecretOf((string)data["alert"]!) : secret;
            var signed = System.Text.Encoding.UTF8.GetBytes($"{message.Headers["webhook-id"]}.{message.Headers["webhook-timestamp"]}.{message.Body}");
            var hash = System.Security.Cryptography.HMACSHA256.HashData(Convert.FromBase64String(expected["whsec_".Length..]), signed);
            Assert.Equal("v1," + Convert.ToBase64String(hash), message.Headers["webhook-signature"]);
        }
    }

    [Fact]
    public async Task A_rule_that_the_file_no_longer_has_is_over()
    {
        Declare("""[{ "when": "error_rate > 0.1", "window": "1m" }]""");
        await Minute(_test.Workspace, true);
        Declare("""[{ "when": "errors > 1000", "window": "1m" }]""");
        await Minute(_test.Workspace, true);

        Assert.Equal(["alert", "resolved"], History());
        Assert.Contains("no longer declares", _logged[^1].Story, StringComparison.Ordinal);
        Assert.Equal("errors > 1000", Assert.Single(_test.Workspace.Alerts.List(), a => a.IsDeclared).When);
    }

    [Fact]
    public async Task A_rule_keeps_its_state_when_the_model_is_renamed_or_its_version_changes()
    {
        Declare("""[{ "when": "error_rate > 0.1", "for": 3, "window": "1m" }]""");
        await Minute(_test.Workspace, true);
        await Minute(_test.Workspace, true);
        Declare("""[{ "when": "error_rate>0.10", "for": 3, "window": "60s" }]""");
        _test.Models.Rename("m", "renamed");
        await Minute(_test.Workspace, true, "renamed");

        var alert = Assert.Single(_test.Workspace.Alerts.List());
        Assert.Equal((AlertState.Firing, "renamed", 2), (alert.State, alert.Model, alert.Version));
    }

    [Fact]
    public async Task A_source_that_fails_leaves_its_signals_out_and_is_told()
    {
        Declare("""[{ "when": "drift.share > 0.1", "window": "1m" }, { "when": "error_rate > 0.1", "window": "1m" }]""");
        await Minute(_test.Workspace, true, sources: [new Broken(), _test.Workspace.Counts]);

        Assert.Equal("error_rate > 0.1", Assert.Single(_logged).When);
        Assert.Contains("the reference is away", _warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_whose_file_is_silent_is_watched_for_drift_and_errors()
    {
        Declare(null);
        await Run(_test.Workspace);

        Assert.Equal(["drift.share > 0", "error_rate > 0.05"], _test.Workspace.Alerts.List("m").Select(a => a.When).Order());
        Expect.Mistake("unknown_model", () => _test.Workspace.Alerts.List("nobody"));
    }

    [Fact]
    public async Task A_test_goes_to_every_channel_once_and_says_what_arrived()
    {
        Declare($$"""
            [{ "when": "error_rate > 0.1", "notify": { "webhook": ["{{_receiver.Url}}", "http://10.1.2.3/x"], "email": "ops@example.org", "command": ["/bin/false"], "log": true } },
             { "when": "errors > 5", "notify": { "webhook": "{{_receiver.Url}}", "log": true } }]
            """);
        await Run(_test.Workspace);

        var told = await Delivery(_test.Workspace).Test("m", TestContext.Current.CancellationToken);

        Assert.Equal([("command", false), ("email", false), ("log", true), ("webhook", false), ("webhook", true)], told.Select(t => (t.Channel.Split(' ')[0], t.Answer.Arrived)).Order());
        Assert.Equal("alert.test", (string)JsonNode.Parse(Assert.Single(_receiver.Messages).Body)!["type"]!);
        Assert.Empty(History());
        Assert.Contains("--allow-alert-commands", told.Single(t => t.Channel == "command /bin/false").Answer.Result, StringComparison.Ordinal);
    }

    async Task Minute(Workspace workspace, bool? isBreached, string model = "m", IReadOnlyList<IWindowSignals>? sources = null)
    {
        await Run(workspace, sources: sources);
        Answer(isBreached, model);
        _clock.Advance(TimeSpan.FromMinutes(1));
        if (_clock.GetUtcNow().Second == 0) _clock.Advance(AlertEvaluation.Patience);
        await Run(workspace, sources: sources);
    }

    // Half of the requests of this moment fail, or none; null: there are none.
    void Answer(bool? isBreached, string model = "m")
    {
        if (_clock.GetUtcNow().Second == 0) _clock.Advance(AlertEvaluation.Patience);
        if (isBreached is { } breached) _test.Workspace.Counts.Add([(model, 4, breached ? 2 : 0)], _clock.GetUtcNow());
    }

    async Task Run(Workspace workspace, bool disposes = false, IReadOnlyList<IWindowSignals>? sources = null)
    {
        new AlertEvaluation(workspace, sources ?? [workspace.Counts], _clock, _warnings.Add).RunDue(CancellationToken.None);
        await Delivery(workspace).SendDue(CancellationToken.None);
        if (disposes) workspace.Dispose();
    }

    AlertDelivery Delivery(Workspace workspace) => new(workspace, new ChannelMeans(_sender, null, AllowsCommands: false, _logged.Add), _clock);

    IEnumerable<string> History() => _test.Models.History("m").Select(e => e.Kind).Where(k => k is "alert" or "resolved");

    void Declare(string? alerts)
    {
        var model = BatchModel.Of();
        var spec = JsonDocument.Parse($$"""{"name":"m"{{(alerts is null ? "" : $",\"observe\":{{\"alerts\":{alerts}}}")}}}""").RootElement;
        var package = new PackageWriter(_test.Objects, model.Description with { Spec = spec }, PipelineFormat.Write(model.Pipeline)).Save();
        var version = _test.Models.Register(package, new Registration(Success: true));
        _test.Models.Promote(ModelReference.Version("m", version.Number));
    }

    sealed class Broken : IWindowSignals
    {
        public IReadOnlyDictionary<string, double> Of(SignalWindow window, CancellationToken cancellation) => throw new InvalidDataException("the reference is away");
    }
}

public sealed class AlertsOnSqliteTests() : AlertTests(null);

public sealed class AlertsOnPostgresTests() : AlertTests(PostgresServer.NewDatabase("SELECT 1"));
