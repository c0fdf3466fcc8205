using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Rondo.Client.Tests;

public sealed class OutageTests
{
    static readonly TimeSpan _soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_server_away_at_the_start_gets_the_run_when_it_is_there()
    {
        await using var server = await TrackingServer.Away();
        using var home = new SpoolHome();
        await using var client = home.Client(server);

        await using var run = await client.StartRun("churn", "offline");
        Assert.True(run.IsOffline);
        Assert.Null(run.Url);
        run.LogParam("depth", 6);
        run.LogMetric("loss", 0.5, step: 1);
        run.LogText("x", "x.txt");
        Assert.Equal(FlushState.Spooled, await client.Flush(TimeSpan.FromMilliseconds(100)));
        Assert.Equal(4, client.Counters.Queued);

        await server.Start();
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));
        await run.Finish();

        Assert.Equal((server.OnlyRun.Id, "offline", "FINISHED"), (run.Id, server.OnlyRun.Name, server.OnlyRun.Status));
        Assert.Equal("6", server.OnlyRun.Params["depth"]);
        Assert.Single(server.Artifacts);
        Assert.Single(home.Told(NoticeKind.ServerAway));
        Assert.Single(home.Told(NoticeKind.ServerBack));
    }

    [Fact]
    public async Task An_outage_in_the_middle_loses_nothing()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");

        for (var i = 0; i < 3_000; i++)
        {
            if (i == 1_000) await server.Stop();
            if (i == 2_000) await server.Start();
            run.LogMetric("loss", i, step: i);
            if (i % 100 == 0) await Task.Delay(2);
        }
        await run.Finish();
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => (long)i), server.OnlyRun.Metrics.Select(m => m.Step));
        Assert.Equal("FINISHED", server.OnlyRun.Status);
    }

    [Fact]
    public async Task What_an_outage_at_the_end_leaves_is_sent_by_the_next_client()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        string? id;
        await using (var client = home.Client(home.For(server) with { CloseTimeout = TimeSpan.FromMilliseconds(200) }))
        {
            await using var run = await client.StartRun("churn");
            id = run.Id;
            await client.Flush(_soon);
            await server.Stop();
            for (var i = 0; i < 500; i++) run.LogMetric("loss", i, step: i);
            run.LogText("kept", "note.txt");
            await run.Finish();
        }
        Assert.Equal("RUNNING", server.OnlyRun.Status);
        Assert.Single(home.Spools);

        await server.Start();
        await using var next = home.Client(server);
        Assert.Equal(FlushState.Delivered, await next.Flush(_soon));

        Assert.Equal((id, 500, "FINISHED"), (server.OnlyRun.Id, server.OnlyRun.Metrics.Count, server.OnlyRun.Status));
        Assert.Single(server.Artifacts);
        Assert.Single(home.Spools);
        Assert.Equal(502, Assert.Single(home.Told(NoticeKind.LeftoversSent)).Count);
    }

    [Fact]
    public async Task A_run_that_was_offline_to_its_end_is_created_by_the_next_client()
    {
        await using var server = await TrackingServer.Away();
        using var home = new SpoolHome();
        await using (var client = home.Client(home.For(server) with { CloseTimeout = TimeSpan.FromMilliseconds(50) }))
            await client.Run("churn", async run =>
            {
                run.LogMetric("loss", 1);
                await Task.Yield();
            }, "offline");

        await server.Start();
        await using var next = home.Client(server);
        Assert.Equal(FlushState.Delivered, await next.Flush(_soon));

        Assert.Equal(("offline", "FINISHED", 1), (server.OnlyRun.Name, server.OnlyRun.Status, server.OnlyRun.Metrics.Count));
    }

    [Fact]
    public async Task Failures_of_the_server_are_asked_again()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");
        var count = 0;
        server.Before = Answers(() => count++ % 3 == 2 ? 0 : 500 + (count % 4));

        for (var i = 0; i < 2_500; i++) run.LogMetric("loss", i, step: i);
        run.LogText("x", "x.txt");
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Equal(Enumerable.Range(0, 2_500).Select(i => (long)i), server.OnlyRun.Metrics.Select(m => m.Step));
        Assert.Single(server.Artifacts);
        Assert.Equal(0, client.Counters.Rejected);
    }

    [Fact]
    public async Task Retry_after_is_heeded()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");
        var asked = new List<long>();
        server.Before = context =>
        {
            asked.Add(Stopwatch.GetTimestamp());
            if (asked.Count > 1) return Task.FromResult(false);
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            return Task.FromResult(true);
        };

        run.LogMetric("loss", 1);
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.InRange(Stopwatch.GetElapsedTime(asked[0], asked[1]).TotalSeconds, 0.95, 10);
    }

    [Fact]
    public async Task A_handler_hears_what_came_before_it_and_may_throw()
    {
        await using var server = await TrackingServer.Away();
        using var home = new SpoolHome();
        await using var client = new RondoClient(home.For(server) with { CloseTimeout = TimeSpan.Zero });
        await using var run = await client.StartRun("churn");
        await Eventually.True(() => client.Counters.Queued == 1, "the start waits");
        await client.Flush(TimeSpan.FromMilliseconds(200));

        var heard = new List<NoticeKind>();
        client.Noticed += notice => heard.Add(notice.Kind);
        client.Noticed += _ => throw new InvalidOperationException("A handler's mistake.");
        Assert.Equal([NoticeKind.ServerAway], heard);

        await server.Start();
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));
        Assert.Equal([NoticeKind.ServerAway, NoticeKind.ServerBack], heard);
    }

    [Fact]
    public async Task A_slow_server_slows_no_logging()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");
        server.Before = async context =>
        {
            await Task.Delay(300);
            return false;
        };
        var times = new double[20_000];

        for (var i = 0; i < times.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            run.LogMetric("loss", i, step: i);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }
        Array.Sort(times);

        Assert.InRange(times[times.Length / 2], 0, 50);
        server.Before = null;
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));
        Assert.Equal(20_000, server.OnlyRun.Metrics.Count);
    }

    [Fact]
    public async Task Lost_answers_double_neither_runs_nor_points()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        var lost = 0;
        server.LosesAnswer = path => !path.Contains("get", StringComparison.Ordinal) && lost++ % 2 == 0;

        var run = await client.StartRun("churn");
        Assert.True(run.IsOffline);
        for (var i = 0; i < 2_500; i++) run.LogMetric("loss", i, step: i);
        run.LogParam("depth", 3);
        await run.Finish();
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));

        Assert.Equal(2_500, server.OnlyRun.Metrics.Count);
        Assert.True(server.OnlyRun.Repeated > 0);
        Assert.Equal(("FINISHED", 0L), (server.OnlyRun.Status, client.Counters.Rejected));
    }

    [Fact]
    public async Task A_wrong_key_is_told_at_the_start_and_waited_for_later()
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(home.For(server) with { ApiKey = "rk_1" });
        string? seen = null;
        await using var run = await client.StartRun("churn");
        server.Before = async context =>
        {
            seen = context.Request.Headers.Authorization;
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{"error_code":"UNAUTHENTICATED","message":"The key has expired."}""");
            return true;
        };

        var refused = await Assert.ThrowsAsync<RondoClientException>(() => client.StartRun("churn"));
        Assert.Equal((401, "Bearer rk_1"), (refused.Status, seen));
        run.LogMetric("loss", 1);
        Assert.Equal(FlushState.Spooled, await client.Flush(TimeSpan.FromMilliseconds(100)));
        Assert.Contains("The key has expired.", Assert.Single(home.Told(NoticeKind.ServerAway)).Message, StringComparison.Ordinal);

        server.Before = null;
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));
        Assert.Single(server.OnlyRun.Metrics);
    }

    [Theory]
    [InlineData(200, "<html>Please sign in</html>")]
    [InlineData(404, "<html>default backend</html>")]
    [InlineData(302, "")]
    [InlineData(307, "")]
    public async Task What_stands_before_the_server_acknowledges_and_rejects_nothing(int status, string body)
    {
        await using var server = await TrackingServer.Started();
        using var home = new SpoolHome();
        await using var client = home.Client(server);
        await using var run = await client.StartRun("churn");
        server.Before = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/sign-in";
            await context.Response.WriteAsync(body);
            return true;
        };

        run.LogMetric("loss", 1);
        Assert.Equal(FlushState.Spooled, await client.Flush(TimeSpan.FromMilliseconds(100)));
        Assert.Equal((1L, 0L, 0L), (client.Counters.Queued, client.Counters.Sent, client.Counters.Rejected));

        server.Before = null;
        Assert.Equal(FlushState.Delivered, await client.Flush(_soon));
        Assert.Single(server.OnlyRun.Metrics);
    }

    static Func<HttpContext, Task<bool>> Answers(Func<int> next) => context =>
    {
        var status = next();
        context.Response.StatusCode = status == 0 ? 200 : status;
        return Task.FromResult(status != 0);
    };
}
