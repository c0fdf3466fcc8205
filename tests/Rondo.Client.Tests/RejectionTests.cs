using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Rondo.Client.Tests;

public sealed class RejectionTests
{
    static readonly TimeSpan _soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_the_server_minds_is_set_aside_with_its_answer_and_the_rest_arrives()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn", "try 1");
        run.LogParam("depth", 6);
        await client.Flush(_soon);

        for (var i = 0; i < 2_000; i++) run.LogMetric(i is 7 or 900 or 1_999 ? "bad" : "good", i, step: i);
        run.LogParam("depth", 7);
        run.LogParam("rate", 0.1);
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Equal(Enumerable.Range(0, 2_000).Where(i => i is not (7 or 900 or 1_999)).Select(i => (long)i), server.OnlyRun.Metrics.Select(m => m.Step));
        Assert.Equal(("6", "0.1"), (server.OnlyRun.Params["depth"], server.OnlyRun.Params["rate"]));
        var lines = File.ReadAllLines(client.RejectedFile).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(["depth", "bad", "bad", "bad"], lines.Select(l => l.GetProperty("key").GetString()).OrderDescending());
        Assert.All(lines, l => Assert.Equal((400, "INVALID_PARAMETER_VALUE", run.Id), (l.GetProperty("status").GetInt32(), l.GetProperty("error_code").GetString(), l.GetProperty("run_id").GetString())));
        Assert.Contains(lines, l => l.GetProperty("message").GetString()!.Contains("Changing param values is not allowed", StringComparison.Ordinal));
        Assert.Equal((4L, 1_999L), (client.Counters.Rejected, client.Counters.Sent));
        Assert.Equal(4, home.Told(NoticeKind.Rejected).Sum(n => n.Count));
    }

    [Fact]
    public async Task A_param_with_two_values_in_one_batch_keeps_the_first()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");

        run.LogParam("depth", 6);
        run.LogParam("depth", 7);
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Equal("6", server.OnlyRun.Params["depth"]);
        Assert.Contains("\"value\":\"7\"", Assert.Single(File.ReadAllLines(client.RejectedFile)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_deleted_costs_a_bounded_number_of_requests()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");
        server.OnlyRun.IsDeleted = true;

        for (var i = 0; i < 20_000; i++) run.LogMetric("loss", i, step: i);
        Assert.Equal(FlushState.Delivered, await client.Flush(TimeSpan.FromMinutes(2)));

        Assert.Equal(20_000, client.Counters.Rejected);
        Assert.Equal(20_000, File.ReadAllLines(client.RejectedFile).Length);
        Assert.InRange(server.Requests.Count, 20, 2_200);
    }

    [Fact]
    public async Task A_run_of_an_experiment_that_is_refused_is_told_at_the_start_or_set_aside()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        var refused = await Assert.ThrowsAsync<RondoClientException>(() => client.StartRun("forbidden"));
        Assert.Equal(400, refused.Status);
        await server.Stop();
        var offline = await client.StartRun("forbidden");
        offline.LogMetric("loss", 1);

        await server.Start();
        await offline.Finish();
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Equal(3, File.ReadAllLines(client.RejectedFile).Length);
        Assert.Empty(server.Runs);
    }

    [Fact]
    public async Task Artifacts_that_the_server_does_not_take_are_kept_beside()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        server.ArtifactRoot = "s3://bucket/";
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");

        run.LogText("precious", "note.txt");
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Contains("s3://bucket/", Assert.Single(File.ReadAllLines(client.RejectedFile)), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(Directory.EnumerateFiles(Path.ChangeExtension(client.RejectedFile, "files")).Single()));
    }

    [Fact]
    public async Task Answers_that_are_no_words_of_the_api_break_nothing()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        string[] answers = ["[]", "null", "{\"run\":7}", "{\"experiment\":{\"experiment_id\":[]}}", "{\"run\":{\"info\":{}}}", "\"x\"", "{", new('[', 20_000)];
        var at = 0;
        server.Before = async context =>
        {
            await context.Response.WriteAsync(answers[at % answers.Length]);
            return true;
        };

        for (at = 0; at < answers.Length; at++)
        {
            try
            {
                await client.StartRun("churn");
            }
            catch (RondoClientException)
            {
                // It may be told as it is.
            }
        }
        server.Before = null;
        await client.Run("churn", _ => Task.CompletedTask, "last");
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Contains(server.Runs.Values, r => r is { Name: "last", Status: "FINISHED" });
    }
}
