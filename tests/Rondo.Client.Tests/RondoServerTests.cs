using System.Globalization;
using System.Text.Json;
using Rondo.Lifecycle.Store;
using Rondo.Server;

namespace Rondo.Client.Tests;

/// <summary>The client's story with the server of <c>rondo up</c>.</summary>
public sealed class RondoServerTests
{
    static readonly TimeSpan _soon = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_run_is_in_the_servers_store_as_it_was_logged()
    {
        using var home = new SpoolHome();
        var workspace = Workspace.Open(Path.Combine(home.Folder, ".rondo"));
        await using var server = await RondoServer.Start(workspace, new ServerOptions { Port = 0 });
        await using var client = home.Client(home.For(server.Address));
        await using var run = await client.StartRun("churn", "try 1", tags: new Dictionary<string, string> { ["team"] = "growth" });

        run.LogParam("depth", 6);
        for (var i = 0; i < 10_000; i++) run.LogMetric("loss", i * 0.5, step: i);
        run.LogMetric("odd", double.NaN);
        run.LogInput(new DatasetInput("customers", "abc") { Source = "s3://data/customers", SourceType = "s3", Context = "training" });
        run.LogText("<svg/>", "plots/roc curve.svg");
        await run.Finish();

        Assert.Equal(new ClientCounters(0, 10_005, 0, 0, client.Counters.SpoolBytes), client.Counters);
        var logged = (await Get(server, $"runs/get?run_id={run.Id}")).GetProperty("run");
        Assert.Equal(("try 1", "FINISHED"), (logged.GetProperty("info").GetProperty("run_name").GetString(), logged.GetProperty("info").GetProperty("status").GetString()));
        Assert.Equal("6", logged.GetProperty("data").GetProperty("params")[0].GetProperty("value").GetString());
        Assert.Contains(logged.GetProperty("data").GetProperty("metrics").EnumerateArray(), m => m.GetProperty("key").GetString() == "odd" && m.GetProperty("value").GetString() == "NaN");
        Assert.Contains(logged.GetProperty("data").GetProperty("tags").EnumerateArray(), t => t.GetProperty("value").GetString() == "growth");
        Assert.Equal("customers", logged.GetProperty("inputs").GetProperty("dataset_inputs")[0].GetProperty("dataset").GetProperty("name").GetString());
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => ((long)i, i * 0.5)), await History(server, run.Id!, "loss"));
        using var http = new HttpClient();
        Assert.Equal("<svg/>", await http.GetStringAsync(new Uri(server.Address, $"api/2.0/mlflow-artifacts/artifacts/{run.ArtifactUri!.Split(":/")[1]}/plots/roc%20curve.svg")));
    }

    [Fact]
    public async Task A_server_that_comes_and_goes_gets_everything_once()
    {
        using var home = new SpoolHome();
        var workspace = Workspace.Open(Path.Combine(home.Folder, ".rondo"));
        var first = await RondoServer.Start(workspace, new ServerOptions { Port = 0 });
        var port = first.Address.Port;
        await first.DisposeAsync();
        await using var client = home.Client(home.For(new Uri($"http://127.0.0.1:{port}")));
        var run = await client.StartRun("churn", "offline");
        Assert.True(run.IsOffline);
        run.LogParam("depth", 6);
        for (var i = 0; i < 3_000; i++)
        {
            if (i == 1_000)
            {
                await using var between = await RondoServer.Start(workspace, new ServerOptions { Port = port });
                await client.Flush(_soon);
                run.LogParam("depth", 7);
                await client.Flush(_soon);
            }
            run.LogMetric("loss", i, step: i);
        }

        await using var server = await RondoServer.Start(workspace, new ServerOptions { Port = port });
        await run.Finish();
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => ((long)i, (double)i)), await History(server, run.Id!, "loss"));
        Assert.Equal("FINISHED", (await Get(server, $"runs/get?run_id={run.Id}")).GetProperty("run").GetProperty("info").GetProperty("status").GetString());
        Assert.Contains("\"key\":\"depth\"", Assert.Single(File.ReadAllLines(client.RejectedFile)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_made_of_a_run_found_and_pointed_to()
    {
        using var home = new SpoolHome();
        var workspace = Workspace.Open(Path.Combine(home.Folder, ".rondo"));
        await using var server = await RondoServer.Start(workspace, new ServerOptions { Port = 0 });
        await using var client = home.Client(home.For(server.Address));
        await using var run = await client.StartRun("churn");
        run.LogText("flavors: {}", "model/MLmodel");

        var version = await client.Models.Register("churn", run, "model");
        var second = await client.Models.Register("churn", run, "model", description: "again");
        await client.Models.SetAlias("churn", "champion", version.Version);
        await client.Models.SetTag("churn", version.Version, "validated", "yes");
        var champion = await client.Models.Get("churn", "champion");
        var versions = new List<int>();
        await foreach (var found in client.Models.Versions("churn")) versions.Add(found.Version);
        await run.Finish();

        Assert.Equal(("churn@1", run.Id, "READY"), (version.ToString(), version.RunId, version.Status));
        Assert.Equal((1, "yes"), (champion.Version, champion.Tags["validated"]));
        Assert.Equal([1, 2], versions.Order());
        Assert.Equal((2, "again"), (second.Version, second.Description));
        Assert.Equal(1, (await client.Models.Get("churn")).Aliases["champion"]);
        Assert.Equal(404, (await Assert.ThrowsAsync<RondoClientException>(() => client.Models.Get("churn", 9))).Status);
    }

    [Fact]
    public async Task Champions_come_go_and_come_back()
    {
        using var home = new SpoolHome();
        var workspace = Workspace.Open(Path.Combine(home.Folder, ".rondo"));
        await using var server = await RondoServer.Start(workspace, new ServerOptions { Port = 0 });
        await using var client = home.Client(home.For(server.Address));
        await using var run = await client.StartRun("churn");
        Assert.Equal(new Uri(server.Address, $"runs/{run.Id}"), run.Url);
        run.LogText("flavors: {}", "model/MLmodel");
        for (var i = 0; i < 2; i++) await client.Models.Register("churn", run, "model");

        await client.Models.Promote("churn", 1, reason: "first", force: true);
        await client.Models.Promote("churn", 2, expected: 1, reason: "better", force: true);
        var refused = await Assert.ThrowsAsync<RondoClientException>(() => client.Models.Promote("churn", 1, expected: 1, force: true));
        var champion = await client.Models.Rollback("churn", expected: 2, reason: "worse");
        await run.Finish();

        Assert.Equal((409, 1), (refused.Status, champion.Version));
        var moves = (await client.Models.History("churn")).Where(e => e.Alias == "champion").OrderBy(e => e.Time).ToArray();
        Assert.Equal([1, 2, 1], moves.Select(e => e.Version!.Value));
        Assert.Equal(["first", "better", "worse"], moves.Select(e => e.Reason));
    }

    static async Task<(long Step, double Value)[]> History(RondoServer server, string run, string key)
    {
        var points = new List<(long, double)>();
        string? page = null;
        do
        {
            var answer = await Get(server, $"metrics/get-history?run_id={run}&metric_key={key}&max_results=5000{(page is null ? "" : $"&page_token={Uri.EscapeDataString(page)}")}");
            foreach (var metric in answer.GetProperty("metrics").EnumerateArray()) points.Add((long.Parse(metric.GetProperty("step").ToString(), CultureInfo.InvariantCulture), metric.GetProperty("value").GetDouble()));
            page = answer.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        }
        while (!string.IsNullOrEmpty(page));
        return [.. points.Order()];
    }

    static async Task<JsonElement> Get(RondoServer server, string call)
    {
        using var http = new HttpClient();
        return JsonDocument.Parse(await http.GetStringAsync(new Uri(server.Address, "api/2.0/mlflow/" + call))).RootElement;
    }
}
