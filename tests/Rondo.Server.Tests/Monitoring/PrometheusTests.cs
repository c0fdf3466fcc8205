using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rondo.Lifecycle.Store;
using Rondo.Retrain.Triggers;
using Rondo.Server.Http;
using Rondo.Server.Tests.Serving;

namespace Rondo.Server.Tests.Monitoring;

public sealed partial class PrometheusTests
{
    static readonly string s_rules = Path.Combine(Folder(), "rondo-alerts.yaml");
    static readonly JsonNode s_dashboard = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "rondo-dashboard.json")))!;

    [Fact]
    public async Task Prometheus_counts_what_was_asked_and_understands_every_rule_and_panel()
    {
        await using var server = await TestServer.Start();
        PredictTests.Register(server.Workspace, slope: 2);
        using var prometheus = PrometheusServer.Start(server.Address, s_rules);
        for (var i = 0; i < 40; i++) await server.Program.PostAsJsonAsync("/models/line/predict", new { rows = new[] { new { x = 1.0 }, new { x = 2.0 } } }).Json();
        for (var i = 0; i < 7; i++) Assert.Equal(HttpStatusCode.BadRequest, await server.Program.PostAsJsonAsync("/models/line/predict", new { y = 1.0 }).Status());
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.NotFound, await server.Program.PostAsJsonAsync("/models/nobody/predict", new { x = 1.0 }).Status());

        await prometheus.Expect(40, "sum(rondo_predictions_total{model=\"line\",version=\"1\",outcome=\"ok\"})");
        await prometheus.Expect(7, "sum(rondo_predictions_total{model=\"line\",outcome=\"rejected\"})");
        await prometheus.Expect(0, "sum(rondo_predictions_total{outcome=\"failed\"})");
        await prometheus.Expect(80, "sum(rondo_prediction_rows_total)");
        await prometheus.Expect(47, "sum(rondo_prediction_duration_seconds_count{model=\"line\"})");
        await prometheus.Expect(47, "sum(rondo_prediction_duration_seconds_bucket{model=\"line\",le=\"+Inf\"})");
        await prometheus.Expect(7, "sum(rondo_prediction_errors_total{model=\"line\",reason=\"bad_request\"})");
        await prometheus.Expect(3, "sum(rondo_prediction_errors_total{model=\"\",reason=\"not_found\"})");
        await prometheus.Expect(1, "count(rondo_model_info{model=\"line\",version=\"1\",data_version=\"bbbbbbbbbbbb\",code_version=\"0.1.0\"})");
        await prometheus.Expect(40, "rondo_prediction_log_records_total");
        Assert.True(await prometheus.Value("process_resident_memory_bytes{job=\"rondo\"}") > 1e7);
        foreach (var expression in Expressions()) await prometheus.Query(expression);
        var rules = (await prometheus.Get("/api/v1/rules"))["data"]!["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).ToArray();
        Assert.Equal(12, rules.Length);
        Assert.All(rules, rule => Assert.Equal("", (string?)rule!["lastError"] ?? ""));
    }

    [Fact]
    public void Prometheus_own_checker_accepts_the_rules()
    {
        using var checker = Process.Start(new ProcessStartInfo(PrometheusServer.Program("promtool"), ["check", "rules", s_rules]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (checker.StandardOutput.ReadToEnd(), checker.StandardError.ReadToEnd());
        checker.WaitForExit();
        Assert.True(checker.ExitCode == 0, output + error);
    }

    [Fact]
    public async Task Every_metric_that_rules_panels_and_the_guide_name_is_exported()
    {
        await using var server = await TestServer.Start();
        PredictTests.Register(server.Workspace, slope: 2);
        await server.Program.PostAsJsonAsync("/models/line/predict", new { x = 1.0 }).Json();
        var exported = Types().Matches(await server.Program.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Select(m => m.Groups["name"].Value).ToArray();
        Assert.Equal(exported.Distinct(), exported);

        var guide = File.ReadAllText(Path.Combine(Folder(), "..", "guide", "monitoring.md"));
        string[] named = [.. ((string[])[File.ReadAllText(s_rules), .. Expressions(), guide]).SelectMany(text => Names().Matches(text).Select(m => m.Value)).Select(Family).Distinct()];
        Assert.True(named.Length > 15);
        Assert.Empty(named.Except(exported));
        Assert.Empty(ModelGauges.Names.Except(named));
    }

    [Fact]
    public async Task What_the_store_counted_goes_on_after_a_restart()
    {
        var root = Directory.CreateTempSubdirectory("rondo-counts-").FullName;
        try
        {
            var workspace = Workspace.Open(Path.Combine(root, ".rondo"), TimeProvider.System);
            for (var version = 1; version <= 2; version++) PredictTests.Register(workspace, slope: version);
            workspace.Models.Promote(ModelReference.Parse("line@2"), force: true);
            workspace.Models.Rollback("line");
            var job = workspace.Retrains.Ask("line", new RetrainCause(CauseKind.Manual, "a", DateTimeOffset.UnixEpoch, "asked"), new Author());
            workspace.Retrains.Cancel(job.Id, new Author());
            await using var server = await TestServer.Start(root: root);
            var text = "";
            for (var patience = 200; patience > 0 && !text.Contains("rondo_rollbacks_total{", StringComparison.Ordinal); patience--)
            {
                await Task.Delay(50);
                text = await server.Program.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            }
            foreach (var line in (string[])["rondo_rollbacks_total{model=\"line\"} 1\n", "rondo_retrain_runs_total{model=\"line\",trigger=\"manual\",decision=\"cancelled\"} 1\n", "rondo_retrain_runs_total{model=\"line\",trigger=\"drift\",decision=\"failed\"} 0\n"])
                Assert.Contains(line, text, StringComparison.Ordinal);
            Assert.DoesNotContain("could not be measured", server.Log.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void The_dashboard_is_one_that_Grafana_imports()
    {
        Assert.True((int)s_dashboard["schemaVersion"]! >= 36);
        var variables = s_dashboard["templating"]!["list"]!.AsArray();
        Assert.Contains(variables, v => (string)v!["type"]! == "datasource" && (string)v["query"]! == "prometheus");
        var panels = s_dashboard["panels"]!.AsArray();
        Assert.Equal(panels.Count, panels.Select(p => (int)p!["id"]!).Distinct().Count());
        Assert.All(panels, p => Assert.Equal("${datasource}", (string)p!["datasource"]!["uid"]!));
        Assert.All(panels, p => Assert.NotEmpty(p!["targets"]!.AsArray()));
        // No two panels lie over each other.
        var taken = panels.SelectMany(p => Cells(p!["gridPos"]!)).ToArray();
        Assert.Equal(taken.Length, taken.Distinct().Count());
        Assert.All(taken, cell => Assert.InRange(cell.X, 0, 23));
    }

    [Fact]
    public void What_is_no_longer_measured_is_gone()
    {
        var gauges = new ModelGauges();
        gauges.Set("rondo_drift_alerting", 1, "flights", "delay");
        gauges.Set("rondo_drift_alerting", 0, "flights", "a \"quoted\"\nname");
        gauges.Set("rondo_drift_alerting", 1, "flights2", "delay");
        Assert.Contains("rondo_drift_alerting{model=\"flights\",feature=\"a \\\"quoted\\\"\\nname\"} 0\n", gauges.Text(), StringComparison.Ordinal);
        gauges.Clear("rondo_drift_alerting", "flights");

        Assert.Equal(["rondo_drift_alerting{model=\"flights2\",feature=\"delay\"} 1"], gauges.Text().Split('\n').Where(l => l.StartsWith("rondo_", StringComparison.Ordinal)));
        Assert.Throws<ArgumentException>(() => gauges.Set("rondo_else", 1));
    }

    // As Grafana fills them in.
    static IEnumerable<string> Expressions() => s_dashboard["panels"]!.AsArray().SelectMany(p => p!["targets"]!.AsArray()).Select(t => ((string)t!["expr"]!)
        .Replace("$model", ".*", StringComparison.Ordinal).Replace("$__rate_interval", "1m", StringComparison.Ordinal));

    static IEnumerable<(int X, int Y)> Cells(JsonNode place) =>
        from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!) from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!) select (x, y);

    static string Family(string name) => name.EndsWith("_bucket", StringComparison.Ordinal) || name.EndsWith("_count", StringComparison.Ordinal) ? name[..name.LastIndexOf('_')] : name;

    static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Rondo.slnx"))) return Path.Combine(folder.FullName, "docs", "monitoring");
        throw new DirectoryNotFoundException($"The repository is not above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex(@"^# TYPE (?<name>\S+)", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex(@"\b(rondo|process)_[a-z_]+\b(?!\*)")]
    private static partial Regex Names();
}
