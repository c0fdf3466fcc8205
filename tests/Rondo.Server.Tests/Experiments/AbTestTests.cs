using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Plugins;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Tests.Experiments;

public sealed class AbTestTests : IDisposable
{
    public void Dispose() => Troublesome.Does = Trouble.None;

    [Fact]
    public async Task A_shadow_that_is_better_by_late_labels_is_promoted_and_the_history_tells_the_story()
    {
        await using var server = await Server();
        Register(server.Workspace, """{"experiment":{"mode":"shadow","duration":"1h","window":"1s","decide":{"metric":"rmse","better_by":"5%","then":"promote"}}}""", noise: 8);
        Register(server.Workspace, "{}", noise: 0.1);
        await Start(server);
        await Routed(server, "line");
        var random = new Random(4);
        var labels = new JsonArray();
        for (var i = 0; i < 300; i++)
        {
            var x = random.NextDouble();
            var answer = await Predict(server, x, $"u{i}");
            Assert.Equal(1, (int)answer["version"]!);
            labels.Add(new JsonObject { ["prediction_id"] = (string)answer["predictions"]![0]!["prediction_id"]!, ["value"] = 10 * x + 0.1 * random.NextDouble() });
        }
        (await server.Program.PostAsJsonAsync("/labels", new JsonObject { ["labels"] = labels })).EnsureSuccessStatusCode();

        var over = await Over(server);

        Assert.StartsWith("Version 2 (treatment) wins: by rmse it is", (string)over["decision"]!["sentence"]!, StringComparison.Ordinal);
        Assert.Equal(2, server.Workspace.Models.Get(ModelReference.Parse("line@champion")).Number);
        var events = server.Workspace.Models.History("line");
        Assert.Equal(["registered", "registered", "shadow_started", "promoted", "alias_removed", "experiment_decided"], events.Select(e => e.Kind));
        Assert.Contains("improvement_treatment", events[3].Evidence.Keys);
        for (var patience = 100; patience > 0 && (int)(await Predict(server, 0.5, "z"))["version"]! != 2; patience--) await Task.Delay(50);
        Assert.Equal(2, (int)(await Predict(server, 0.5, "z"))["version"]!);
    }

    [Fact]
    public async Task An_ab_test_is_decided_by_what_units_bring_and_the_sentence_comes_first()
    {
        await using var server = await Server();
        Register(server.Workspace, """{"experiment":{"mode":"ab","duration":"1h","window":"1s","split":{"treatment":"50%"},"segments":["x"],"goal":{"metric":"bought","min_units":50},"then":{"win":"promote"}}}""", noise: 8);
        Register(server.Workspace, "{}", noise: 0.1);
        await Start(server);
        await Routed(server, "line");
        var random = new Random(5);
        var outcomes = new JsonArray();
        var served = new int[3];
        for (var i = 0; i < 700; i++)
        {
            var x = random.NextDouble();
            var version = (int)(await Predict(server, x, $"u{i}"))["version"]!;
            served[version]++;
            var assigned = await server.Program.GetFromJsonAsync<JsonNode>($"/experiments/line/assignment?unit=u{i}", TestContext.Current.CancellationToken);
            Assert.Equal(version, (int)assigned!["version"]!);
            // It helps half of them.
            if (random.NextDouble() < (version == 2 && x >= 0.5 ? 0.9 : 0.3)) outcomes.Add(new JsonObject { ["unit"] = $"u{i}", ["metric"] = "bought", ["value"] = true });
        }
        Assert.InRange(served[2], 290, 410);
        var metrics = await Metrics(server, text => text.Contains("rondo_experiment_srm_pvalue{", StringComparison.Ordinal));
        // The one that asked whether the route stands already may be counted as well.
        foreach (var (version, arm) in (ReadOnlySpan<(int, string)>)[(1, "control"), (2, "treatment")])
            Assert.InRange(Value(metrics, $"rondo_predictions_total{{model=\"line\",version=\"{version}\",variant=\"{arm}\",outcome=\"ok\"}} "), served[version], served[version] + 1);
        Assert.Contains($"rondo_experiment_assignments_total{{model=\"line\",experiment=\"line\",variation=\"treatment\"}} ", metrics, StringComparison.Ordinal);
        Assert.Contains("rondo_experiment_srm_alerting{model=\"line\",experiment=\"line\"} 0\n", metrics, StringComparison.Ordinal);
        var receipt = await (await server.Program.PostAsJsonAsync("/outcomes", new JsonObject { ["outcomes"] = outcomes })).Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        Assert.Equal((outcomes.Count, 0), ((int)receipt!["accepted"]!, (int)receipt["duplicates"]!));

        var over = await Over(server);

        Assert.Equal(("over", "win"), ((string)over["state"]!, (string)over["outcome"]!));
        Assert.StartsWith("Version 2 (treatment) wins: its bought is +", (string)over["decision"]!["sentence"]!, StringComparison.Ordinal);
        Assert.False((bool)over["srm"]!["alert"]!);
        Assert.Equal((served[1], served[2]), ((int)over["units"]!["control"]!, (int)over["units"]!["treatment"]!));
        Assert.Equal(2, server.Workspace.Models.Get(ModelReference.Parse("line@champion")).Number);
        JsonNode[] quarters = [.. over["segments"]!.AsArray().OrderBy(s => (double)s!["mean"]!)!];
        Assert.Equal((4, served[2]), (quarters.Length, quarters.Sum(q => (int)q["units"]!)));
        Assert.All(quarters[..2], q => Assert.True((double)q["effect"]! < 0.9 && !((string)q["value"]!).StartsWith("0.5", StringComparison.Ordinal), q.ToJsonString()));
        Assert.All(quarters[2..], q => Assert.True((double)q["chance_to_beat_control"]! > 0.99, q.ToJsonString()));

        // What is over is measured no more.
        Assert.DoesNotContain("rondo_experiment_srm_pvalue{", await Metrics(server, text => !text.Contains("rondo_experiment_srm_pvalue{", StringComparison.Ordinal)), StringComparison.Ordinal);

        var page = WebUtility.HtmlDecode(await server.Program.GetStringAsync($"/experiments/{(string)over["id"]!}", TestContext.Current.CancellationToken));
        foreach (var part in (string[])[(string)over["decision"]!["sentence"]!, "Difference from the control", "match their shares", "about ", ">win<", "treatment 50.0%", "All of them share the allowed false alarms"]) Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.Contains("A/B test", await server.Program.GetStringAsync("/experiments", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Trouble.Throws, "error")]
    [InlineData(Trouble.GivesNaN, "no_number")]
    [InlineData(Trouble.Hangs, "timeout")]
    public async Task A_canary_that_breaks_is_rolled_back_within_a_window_and_no_user_sees_it(Trouble trouble, string kind)
    {
        await using var server = await Server();
        Register(server.Workspace, """{"experiment":{"mode":"canary","ramp":["50%"],"duration":"1h","window":"10s","then":{"win":"promote"}}}""", noise: 1);
        RegisterBroken(server.Workspace);
        await Start(server);
        await Routed(server, "line");
        Troublesome.Does = trouble;
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var i = 0; server.Workspace.AbTests.Running().Count > 0 && System.Diagnostics.Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30); i++) Assert.Equal(1, (int)(await Predict(server, 0.5, $"u{i}"))["version"]!);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(10), "It took longer than a window.");
        var test = server.Workspace.AbTests.Find("line");
        Assert.Equal("breached", test.Outcome);
        Assert.Contains(kind, test.Sentence, StringComparison.Ordinal);
        var events = server.Workspace.Models.History("line");
        Assert.Equal(["registered", "registered", "canary_started", "experiment_decided", "alias_removed", "rolled_back"], events.Select(e => e.Kind));
        Assert.Equal(1, server.Workspace.Models.Get(ModelReference.Parse("line@champion")).Number);
        Assert.DoesNotContain("challenger", server.Workspace.Models.Get(ModelReference.Parse("line@2")).Aliases);
    }

    [Fact]
    public async Task A_canary_widens_step_by_step_and_wins_by_holding_its_guardrails()
    {
        await using var server = await Server();
        Register(server.Workspace, """{"experiment":{"mode":"canary","ramp":["10%","30%","50%"],"duration":"3s","window":"1s","then":{"win":"promote"}}}""", noise: 1);
        Register(server.Workspace, "{}", noise: 0.1);
        await Start(server);
        var (moved, seen) = (0, new Dictionary<string, int>(StringComparer.Ordinal));
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var i = 0; server.Workspace.AbTests.Running().Count > 0 && System.Diagnostics.Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMinutes(1); i++)
        {
            var unit = $"u{i % 60}";
            var version = (int)(await Predict(server, 0.5, unit))["version"]!;
            // From the control to the treatment is the ramp; nobody goes back.
            if (seen.TryGetValue(unit, out var before) && before > version) moved++;
            seen[unit] = version;
        }
        Assert.Equal(0, moved);
        Assert.Equal("win", server.Workspace.AbTests.Find("line").Outcome);
        Assert.Equal(2, server.Workspace.Models.History("line").Count(e => e.Kind == "route_changed"));
        Assert.Equal(2, server.Workspace.Models.Get(ModelReference.Parse("line@champion")).Number);
    }

    [Fact]
    public async Task What_makes_no_test_is_refused_with_what_to_do()
    {
        await using var server = await Server();
        Register(server.Workspace, "{}", noise: 1);
        Assert.Equal("unknown_alias", await Refusal(server, HttpStatusCode.NotFound));
        Register(server.Workspace, "{}", noise: 1);
        Assert.Contains("Try the challenger of", await server.Program.GetStringAsync("/experiments", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Start(server);
        Assert.Contains("treatment", await server.Program.GetStringAsync("/deployments", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("experiment_running", await Refusal(server, HttpStatusCode.Conflict));
        (await server.Program.PostAsJsonAsync("/api/v1/experiments/line/stop", new { reason = "enough" })).EnsureSuccessStatusCode();
        Assert.StartsWith("Stopped by", server.Workspace.AbTests.Find("line").Sentence, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await server.Program.PostAsJsonAsync("/api/v1/experiments/line/stop", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Program.GetAsync("/experiments/none/assignment?unit=1", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Program.PostAsJsonAsync("/outcomes", new { outcomes = new[] { new { unit = "", metric = "m", value = 1 } } })).StatusCode);
    }

    static Task<TestServer> Server() => TestServer.Start(o => o with { AbTestInterval = TimeSpan.FromMilliseconds(100) });

    static async Task Start(TestServer server) =>
        Assert.Equal(HttpStatusCode.OK, (await server.Program.PostAsJsonAsync("/api/v1/models/line/experiments", new { })).StatusCode);

    static async Task<string> Refusal(TestServer server, HttpStatusCode status)
    {
        var answer = await server.Program.PostAsJsonAsync("/api/v1/models/line/experiments", new { });
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == status, text);
        return (string)JsonNode.Parse(text)!["code"]!;
    }

    // Hosts follow the store within a moment.
    static async Task Routed(TestServer server, string name)
    {
        await Predict(server, 0.5, "u0");
        for (var patience = 100; patience > 0; patience--)
        {
            if ((await server.Program.GetAsync($"/experiments/{name}/assignment?unit=a", TestContext.Current.CancellationToken)).IsSuccessStatusCode) return;
            await Task.Delay(50);
        }
    }

    static async Task<JsonNode> Over(TestServer server)
    {
        for (var patience = 300; patience > 0 && server.Workspace.AbTests.Running().Count > 0; patience--) await Task.Delay(50);
        return (await server.Program.GetFromJsonAsync<JsonNode>("/api/v1/experiments/line", TestContext.Current.CancellationToken))!;
    }

    static async Task<string> Metrics(TestServer server, Func<string, bool> isAsWanted)
    {
        for (var patience = 200; ; patience--)
        {
            var text = await server.Program.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            if (patience == 0 || isAsWanted(text)) return text;
            await Task.Delay(50);
        }
    }

    static int Value(string metrics, string series)
    {
        var line = metrics.Split('\n').Single(l => l.StartsWith(series, StringComparison.Ordinal));
        return int.Parse(line[series.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    static async Task<JsonNode> Predict(TestServer server, double x, string unit)
    {
        var answer = await server.Program.PostAsJsonAsync("/models/line/predict", new { rows = new[] { new { x } }, unit });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Ten times x, learnt from values with so much noise.</summary>
    static void Register(Workspace workspace, string spec, double noise)
    {
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble())];
        Register(workspace, spec, Recipe.Of(new LinearRegression()).Fit(Table.Of(("x", new DoubleColumn(x))), Target.Regression([.. x.Select(v => 10 * v + noise * random.NextDouble())])));
    }

    static void RegisterBroken(Workspace workspace) => Register(workspace, "{}", Troublesome.Fit());

    static void Register(Workspace workspace, string spec, FittedPipeline pipeline)
    {
        var description = new ModelDescription
        {
            Name = "line",
            Signature = ModelSignature.Of(pipeline, "y"),
            Spec = JsonSerializer.Deserialize<JsonElement>(spec),
            Lineage = new ModelLineage { SpecHash = new string('a', 64), DataHash = new string('b', 64), RondoVersion = "0.1.0", Created = DateTimeOffset.UnixEpoch, Plugins = PluginUse.Of(pipeline) },
            Metrics = new Dictionary<string, double?>(),
        };
        workspace.Models.Register(new PackageWriter(workspace.Objects, description, PipelineFormat.Write(pipeline)).Save(), new Registration(Success: true));
    }
}
