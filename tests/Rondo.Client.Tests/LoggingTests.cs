using System.Text;

namespace Rondo.Client.Tests;

public sealed class LoggingTests
{
    static readonly TimeSpan _soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_run_arrives_with_all_that_was_logged()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        var file = Path.Combine(home.Folder, "roc.svg");
        File.WriteAllText(file, "<svg/>");

        await using (var run = await client.StartRun("churn", "try 1", tags: new Dictionary<string, string> { ["team"] = "growth" }))
        {
            run.LogParam("depth", 6);
            run.LogParam("rate", 0.1);
            run.LogParam("shuffle", true);
            run.LogMetric("loss", 0.5, step: 1);
            run.LogMetrics(2, ("loss", 0.25), ("auc", 0.75));
            run.SetTag("stage", "first");
            run.SetTag("stage", "second");
            run.LogInput(new DatasetInput("customers", "abc") { Source = "s3://data/customers", SourceType = "s3", Context = "training" });
            run.LogArtifact(file, "plots/roc curve.svg");
            run.LogText("hello", "notes.txt");
            File.Delete(file);
            await run.Finish();
            Assert.Equal(new Uri(server.Address, $"#/experiments/1/runs/{run.Id}"), run.Url);
        }

        var logged = server.OnlyRun;
        Assert.Equal(("try 1", "1", "FINISHED"), (logged.Name, logged.ExperimentId, logged.Status));
        Assert.Equal(new Dictionary<string, string> { ["depth"] = "6", ["rate"] = "0.1", ["shuffle"] = "true" }, logged.Params);
        Assert.Equal([("loss", 0.5, 1), ("loss", 0.25, 2), ("auc", 0.75, 2)], logged.Metrics.Select(m => (m.Key, m.Value, m.Step)));
        Assert.Equal(("growth", "second"), (logged.Tags["team"], logged.Tags["stage"]));
        Assert.Contains("\"context\"", logged.Datasets.Single().Replace("mlflow.data.", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("<svg/>", Encoding.UTF8.GetString(server.Artifacts[$"1/{logged.Id}/artifacts/plots/roc curve.svg"]));
        Assert.Equal("hello", Encoding.UTF8.GetString(server.Artifacts[$"1/{logged.Id}/artifacts/notes.txt"]));
        Assert.NotNull(logged.EndTime);
        Assert.Equal((0L, 12L, 0L, 0L), (client.Counters.Queued, client.Counters.Sent, client.Counters.Rejected, client.Counters.Refused));
    }

    [Fact]
    public void The_client_needs_nothing_but_the_framework() =>
        Assert.All(typeof(RondoClient).Assembly.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name + ".", StringComparison.Ordinal));

    [Fact]
    public async Task A_hundred_thousand_metrics_arrive_in_order_and_once()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("many");

        for (var i = 0; i < 100_000; i++) run.LogMetric("loss", i * 0.5, step: i);
        Assert.Equal(FlushState.Delivered, await client.Flush(TimeSpan.FromMinutes(2)));

        var logged = server.OnlyRun;
        Assert.Equal(100_000, logged.Metrics.Count);
        Assert.Equal(0, logged.Repeated);
        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => ((long)i, i * 0.5)), logged.Metrics.Select(m => (m.Step, m.Value)));
        Assert.All(logged.Batches, b => Assert.InRange(b.Metrics, 0, 1000));
        Assert.InRange(logged.Batches.Count, 100, 2_000);
        Assert.Equal(100_000, client.Counters.Sent);
    }

    [Fact]
    public async Task Threads_may_log_to_several_runs_at_once()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        ActiveRun[] runs = [await client.StartRun("a", "1"), await client.StartRun("a", "2"), await client.StartRun("b", "3")];

        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 3_000; i++) runs[i % 3].LogMetric($"m{thread}", i, step: i);
        });
        foreach (var run in runs) await run.Finish();

        Assert.All(server.Runs.Values, r => Assert.Equal(8_000, r.Metrics.Count));
        Assert.All(server.Runs.Values.SelectMany(r => r.Metrics.GroupBy(m => m.Key)), g => Assert.Equal(g.Select(m => m.Step).Order(), g.Select(m => m.Step)));
        Assert.InRange(server.Runs.Values.Sum(r => r.Batches.Count), 24, 1_000);
    }

    [Fact]
    public async Task Numbers_that_are_none_arrive_as_they_are()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue, 0.1 + 0.2];

        await client.Run("odd", run =>
        {
            for (var i = 0; i < values.Length; i++) run.LogMetric("x", values[i], i);
            return Task.CompletedTask;
        });

        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), server.OnlyRun.Metrics.Select(m => BitConverter.DoubleToInt64Bits(m.Value)));
    }

    [Fact]
    public async Task Batches_keep_the_servers_limits_whatever_is_logged()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("large");

        for (var i = 0; i < 450; i++)
        {
            run.LogParam($"p{i}", new string('ü', 5_999));
            run.SetTag($"t{i}", new string('"', 7_999));
            run.SetTag("same", $"{i}");
            run.LogParam("again", "equal");
        }
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Equal(451, server.OnlyRun.Params.Count);
        Assert.Equal("449", server.OnlyRun.Tags["same"]);
        Assert.Equal(450, server.OnlyRun.Tags.Keys.Count(k => k.StartsWith('t')));
        Assert.Equal(1_800, client.Counters.Sent);
    }

    [Fact]
    public async Task A_run_that_ends_by_an_exception_has_failed()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);

        async Task Train()
        {
            await using var run = await client.StartRun("churn");
            run.LogMetric("loss", 1);
            if (run.Id is not null) throw new InvalidOperationException("The loss is rising.");
            await run.Finish();
        }

        await Assert.ThrowsAsync<InvalidOperationException>(Train);
        Assert.Equal("FAILED", server.OnlyRun.Status);
        Assert.Single(server.OnlyRun.Metrics);
        Assert.StartsWith("The run was disposed before Finish", server.OnlyRun.Tags["rondo.error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_throws_or_is_cancelled_ends_its_run_accordingly()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAsync<FormatException>(() => client.Run("churn", _ => throw new FormatException("No number.")));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Run("churn", async _ =>
        {
            await cancel.CancelAsync();
            cancel.Token.ThrowIfCancellationRequested();
        }, cancellation: cancel.Token));
        var answer = await client.Run("churn", _ => Task.FromResult(42));

        Assert.Equal(42, answer);
        Assert.Equal(["FAILED", "KILLED", "FINISHED"], server.Runs.Values.Select(r => r.Status));
        Assert.Equal("FormatException: No number.", server.Runs.Values.First().Tags["rondo.error"]);
    }

    [Fact]
    public async Task Disposing_the_client_ends_open_runs_and_sends_what_is_left()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        var client = home.Client(server);
        var run = await client.StartRun("churn");
        run.LogMetric("loss", 1);

        await client.DisposeAsync();

        Assert.Equal(("FAILED", 1), (server.OnlyRun.Status, server.OnlyRun.Metrics.Count));
        Assert.Empty(home.Spools);
        Assert.Throws<InvalidOperationException>(() => run.LogMetric("loss", 2));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.StartRun("churn"));
    }

    [Fact]
    public async Task A_child_names_its_parent_even_when_both_started_offline()
    {
        await using var server = await TrackingServer.Away();
        using var home = new SpoolHome();
        await using var client = home.Client(server);

        var parent = await client.StartRun("search", "parent");
        var child = await client.StartRun("search", "child", parent);
        Assert.True(parent.IsOffline && child.IsOffline);
        await server.Start();
        await child.Finish();
        await parent.Finish();
        await Eventually.True(() => server.Runs.Values.Count(r => r.Status == "FINISHED") == 2, "both runs are created");

        Assert.Equal(parent.Id, server.Runs[child.Id!].Tags["mlflow.parentRunId"]);
    }

    [Fact]
    public async Task A_run_is_taken_up_again()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        var first = await client.StartRun("churn");
        await first.Finish(RunStatus.Killed);

        await using var again = await client.ResumeRun(first.Id!);
        Assert.Equal("RUNNING", server.OnlyRun.Status);
        again.LogMetric("loss", 1);
        await again.Finish();

        Assert.Equal(("FINISHED", 1), (server.OnlyRun.Status, server.OnlyRun.Metrics.Count));
        var missing = await Assert.ThrowsAsync<RondoClientException>(() => client.ResumeRun("nothing"));
        Assert.Equal((404, "RESOURCE_DOES_NOT_EXIST"), (missing.Status, missing.Code));
    }

    [Fact]
    public async Task Mistakes_in_the_arguments_are_named_at_once()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");

        Assert.Throws<ArgumentException>("key", () => run.LogMetric("", 1));
        Assert.Throws<ArgumentException>("key", () => run.LogMetric("  ", 1));
        Assert.Throws<ArgumentNullException>("key", () => run.LogMetric(null!, 1));
        Assert.Throws<ArgumentException>("key", () => run.LogMetric(new string('k', 251), 1));
        Assert.Throws<ArgumentException>("key", () => run.LogMetric("a\nb", 1));
        Assert.Throws<ArgumentException>("key", () => run.LogParam("a\0b", 1));
        Assert.Throws<ArgumentException>("key", () => run.SetTag("a\u0085b", "x"));
        Assert.Throws<ArgumentException>("value", () => run.LogParam("p", new string('v', 6_001)));
        Assert.Throws<ArgumentException>("value", () => run.SetTag("p", new string('v', 8_001)));
        Assert.Throws<ArgumentException>("to", () => run.LogText("x", "../x"));
        Assert.Throws<ArgumentException>("to", () => run.LogText("x", "/etc/x"));
        Assert.Throws<ArgumentException>("to", () => run.LogText("x", "a\\b"));
        Assert.Throws<FileNotFoundException>(() => run.LogArtifact(Path.Combine(home.Folder, "none")));
        Assert.Throws<ArgumentException>("input", () => run.LogInput(new DatasetInput("d", "1") { Profile = new string('x', 1_000_000) }));
        await Assert.ThrowsAsync<ArgumentException>("experiment", () => client.StartRun("a\rb"));
        Assert.Throws<ArgumentException>(() => new RondoClient(new Uri("ftp://example.com")));
        Assert.DoesNotContain("rk_secret", new RondoClientOptions { Server = server.Address, ApiKey = "rk_secret" }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_runs_send_heartbeats_to_a_server_that_wants_them()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        server.HasHeartbeats = true;
        await using var client = home.Client(home.For(server) with { HeartbeatEvery = TimeSpan.FromMilliseconds(20) });

        await using var run = await client.StartRun("churn");
        await Eventually.True(() => server.Requests.Count(r => r == $"POST /api/v1/runs/{run.Id}/heartbeat") >= 3, "three heartbeats");

        Assert.Equal(new Uri(server.Address, $"runs/{run.Id}"), run.Url);
        await run.Finish();
        var count = server.Requests.Count(r => r.EndsWith("heartbeat", StringComparison.Ordinal));
        await Task.Delay(100);
        Assert.InRange(server.Requests.Count(r => r.EndsWith("heartbeat", StringComparison.Ordinal)), count, count + 1);
    }

    [Fact]
    public async Task A_server_without_heartbeats_is_asked_once()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(home.For(server) with { HeartbeatEvery = TimeSpan.FromMilliseconds(10) });

        await using var run = await client.StartRun("churn");
        await Task.Delay(150);

        Assert.Single(server.Requests, r => r.EndsWith("heartbeat", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_start_or_flush_ends_at_once()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");
        server.Before = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        run.LogMetric("loss", 1);
        using var soon = new CancellationTokenSource(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.StartRun("churn", cancellation: soon.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Flush(_soon, soon.Token));
        server.Before = null;
        await server.Stop();
        await server.Start();
    }
}
