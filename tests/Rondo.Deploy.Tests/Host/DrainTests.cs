using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Host;

public sealed class DrainTests
{
    [Fact]
    public async Task Who_is_told_to_stop_says_so_to_probes_answers_a_little_longer_and_ends()
    {
        await using var host = await Start(o => o with { DrainDelay = TimeSpan.FromSeconds(1) });
        using var stop = new CancellationTokenSource();
        var run = host.Server.Run(stop.Token);
        (await host.Get("/health/ready")).Is(200);
        await stop.CancelAsync();
        for (var patience = 50; patience > 0 && (int)(await host.Get("/health/ready")).Status == 200; patience--) await Task.Delay(5);
        (await host.Get("/health/ready")).Is(503);
        (await host.Get("/health/live")).Is(200);
        var answer = (await host.Post("/models/churn/predict", ChurnRow)).Is(200);
        Assert.Equal("close", answer.Headers.Connection.Single());
        await run.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Get("/health/live"));
    }

    [Fact]
    public async Task While_it_stops_under_load_whoever_is_answered_is_answered_well()
    {
        await using var host = await Start(o => o with { DrainDelay = TimeSpan.FromSeconds(0.2) });
        using var stop = new CancellationTokenSource();
        var run = host.Server.Run(stop.Token);
        var (answered, dropped) = (0, new System.Collections.Concurrent.ConcurrentBag<string>());
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                try
                {
                    (await host.Post("/models/churn/predict", ChurnRow)).Is(200);
                    Interlocked.Increment(ref answered);
                }
                catch (HttpRequestException e) when (e.InnerException is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused })
                {
                    return;
                }
                catch (Exception e)
                {
                    dropped.Add(e.ToString());
                    return;
                }
            }
        })).ToArray();
        await Task.Delay(300);
        await stop.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(20));
        await run.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(answered > 0);
        // A connection that the system took and nobody had accepted yet is closed with the socket: it fails before any answer.
        Assert.All(dropped, d => Assert.StartsWith("System.Net.Http.HttpRequestException", d, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_under_way_are_answered_before_the_end()
    {
        await using var host = await Start(o => o with { DrainDelay = TimeSpan.FromSeconds(3) });
        using var stop = new CancellationTokenSource();
        var run = host.Server.Run(stop.Token);
        var body = $$"""{"rows":[{{string.Join(',', Enumerable.Repeat(HouseRow, 5_000))}}]}""";
        var requests = Enumerable.Range(0, 8).Select(_ => host.Post("/models/house/predict", body)).ToArray();
        await Task.Delay(100);
        await stop.CancelAsync();
        foreach (var answer in await Task.WhenAll(requests)) Assert.Equal(5_000, answer.Is(200).Json["predictions"]!.AsArray().Count);
        await run.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_alias_that_moves_elsewhere_is_served_without_a_failed_request()
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House, "champion").Add("house", TrainedModels.DearerHouse);
        await using var host = await Start(catalog);
        (await host.Post("/models/house/predict", HouseRow)).Is(200);
        catalog.Promote("house", 2);
        var version = 1;
        for (var patience = 200; patience > 0 && version == 1; patience--)
        {
            version = (int)(await host.Post("/models/house/predict", HouseRow)).Is(200).Json["version"]!;
            await Task.Delay(5);
        }
        Assert.Equal(2, version);
    }
}
