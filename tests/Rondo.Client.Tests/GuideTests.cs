using Rondo.Client.Predictions;
using Rondo.Client.Registry;

namespace Rondo.Client.Tests;

/// <summary>What docs/guide/client.md shows compiles, runs, and does what it says.</summary>
public sealed class GuideTests
{
    static readonly Random _random = new(1);

    [Fact]
    public async Task A_first_run()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        var options = home.For(server);
        var path = Path.Combine(home.Folder, "roc.svg");
        File.WriteAllText(path, "<svg/>");

        // begin
        await using var client = new RondoClient(options);
        await using var run = await client.StartRun("churn", name: "try 1");

        run.LogParam("depth", 6);
        for (var epoch = 0; epoch < 10; epoch++) run.LogMetric("loss", Train(epoch), step: epoch);
        run.SetTag("team", "growth");
        run.LogArtifact(path, to: "plots/roc.svg");
        await run.Finish();
        Console.WriteLine(run.Url);
        // end

        Assert.Equal(("FINISHED", 10, "6"), (server.OnlyRun.Status, server.OnlyRun.Metrics.Count, server.OnlyRun.Params["depth"]));
    }

    [Fact]
    public async Task A_body()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        using var source = new CancellationTokenSource();
        var cancellation = source.Token;

        // begin
        var loss = await client.Run("churn", async run =>
        {
            run.LogInput(new DatasetInput("customers", digest) { Source = "s3://data/customers.parquet", SourceType = "s3", Context = "training" });
            await using var fold = await client.StartRun("churn", "fold 1", parent: run);
            fold.LogMetrics(step: 0, ("auc", 0.91), ("loss", 0.3));
            await fold.Finish();
            return 0.3;
        }, name: "try 2", cancellation: cancellation);
        // end

        Assert.Equal(0.3, loss);
        Assert.All(server.Runs.Values, r => Assert.Equal("FINISHED", r.Status));
    }

    [Fact]
    public async Task Options_and_notices()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        var (address, folder) = (server.Address, home.Folder);
        var log = new StringWriter();

        // begin
        await using var client = new RondoClient(new RondoClientOptions
        {
            Server = address,
            ApiKey = Environment.GetEnvironmentVariable("RONDO_API_KEY"),
            SpoolFolder = folder,
            SpoolLimit = 200_000_000,
        });
        client.Noticed += notice => log.WriteLine($"{notice.Kind}: {notice.Message}");

        var where = await client.Flush(TimeSpan.FromSeconds(5));
        if (where != FlushState.Delivered) log.WriteLine($"{client.Counters.Queued} records are {where}.");
        // end

        Assert.Equal(FlushState.Delivered, where);
    }

    sealed record Customer(int Tenure, double Charge, string Plan);

    static async Task Predictions(RondoClient client, CancellationToken cancellation)
    {
        // begin
        var answer = await client.Models.Predict("churn@champion", new Customer(Tenure: 5, Charge: 80.25, Plan: "basic"));
        Console.WriteLine($"{answer[0]} with {answer[0].Probabilities["yes"]:P0}, says version {answer.Version}");

        var rows = new List<Dictionary<string, object?>> { new() { ["tenure"] = 5, ["charge"] = null, ["plan"] = "basic" } };
        foreach (var p in await client.Models.Predict("churn", rows, new PredictOptions { Explain = true }, cancellation))
            Console.WriteLine($"{p.PredictionId}: {p.Class} because {p.Explanation!.Contributions.MaxBy(c => Math.Abs(c.Value)).Key}");
        // end
    }

    static async Task Registry(RondoClient client, ActiveRun run)
    {
        // begin
        ModelVersion version = await client.Models.Register("churn", run, path: "model");
        await client.Models.SetTag("churn", version.Version, "validated", "yes");
        await client.Models.Promote("churn", version.Version, expected: 2, reason: "better AUC on March");

        var champion = await client.Models.Get("churn", alias: "champion");
        foreach (var change in await client.Models.History("churn")) Console.WriteLine($"{change.Time:d} {change.Kind} {change.Version} by {change.By}");
        champion = await client.Models.Rollback("churn", reason: "complaints");
        // end
        Console.WriteLine(champion);
    }

    [Fact]
    public void The_guide_shows_the_lines_that_are_compiled()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Rondo.slnx"))) root = Path.GetDirectoryName(root)!;
        var guide = File.ReadAllText(Path.Combine(root, "docs/guide/client.md")).ReplaceLineEndings("\n");
        var shown = guide.Split("```csharp\n").Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)]).Select(Plain);
        var compiled = File.ReadAllText(Path.Combine(root, "tests/Rondo.Client.Tests/GuideTests.cs")).ReplaceLineEndings("\n")
            .Split("// begin\n").Skip(1).Select(b => b.Split("// end")[0]).Select(Plain);

        Assert.Equal(compiled, shown);
        Assert.NotNull((Func<RondoClient, ActiveRun, Task>)Registry);
        Assert.NotNull((Func<RondoClient, CancellationToken, Task>)Predictions);
    }

    // Values that only the test has stand in the guide as what a reader would write.
    static string Plain(string block) => string.Join('\n', block.Split('\n').Select(l => l.Trim()))
        .Replace("new RondoClient(options)", "new RondoClient(new Uri(\"http://127.0.0.1:8080\"))", StringComparison.Ordinal)
        .Replace("Server = address", "Server = new Uri(\"https://rondo.example.com\")", StringComparison.Ordinal)
        .Replace("SpoolFolder = folder", "SpoolFolder = \"/var/spool/churn\"", StringComparison.Ordinal)
        .Replace("LogArtifact(path,", "LogArtifact(\"roc.svg\",", StringComparison.Ordinal).Trim();

    const string digest = "9f2c41aa";

    static double Train(int epoch) => (1.0 / (epoch + 1)) + (_random.NextDouble() / 100);
}
