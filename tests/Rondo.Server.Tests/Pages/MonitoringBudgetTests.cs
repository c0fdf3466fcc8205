using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Tests.Serving;

namespace Rondo.Server.Tests.Pages;

/// <summary>Monitoring stays a page however much was predicted.</summary>
[Trait("Category", "Slow")]
public sealed class MonitoringBudgetTests
{
    const int Requests = 10_000, RowsEach = 10, Days = 30;

    [Fact]
    public async Task A_hundred_thousand_predictions_are_shown_within_the_budget()
    {
        await using var server = await TestServer.WithAccounts();
        WatchedLine.Register(server.Workspace, "{}");
        using var program = server.WithKey(Role.Admin);
        var random = new Random(1);
        var ids = new List<string>();
        for (var i = 0; i < Requests; i++)
        {
            var time = WatchedLine.Start + TimeSpan.FromDays(Days) * i / Requests;
            var rows = Enumerable.Range(0, RowsEach).Select(_ => new { x = random.NextDouble() * 1.2, z = random.NextDouble(), house = 1 });
            var answer = await program.PostAsJsonAsync("/models/line/predict", new { rows, time = time.ToString("O", CultureInfo.InvariantCulture) }).Json();
            ids.Add((string)answer["predictions"]![0]!["prediction_id"]!);
        }
        foreach (var piece in ids.Chunk(5000)) await program.PostAsJsonAsync("/labels", new { labels = piece.Select(id => new { prediction_id = id, value = random.NextDouble() * 3 }) }).Json();
        var viewer = await server.SignedIn(Role.Viewer, "vic");

        foreach (var address in (string[])["/models/line/monitoring", "/models/line/monitoring?from=2026-03-01&to=2026-03-31", "/models/line/monitoring/columns/x", "/models/line/monitoring/columns/x?from=2026-03-01&to=2026-03-31", "/alerts"])
        {
            var (best, bytes) = (double.MaxValue, 0);
            for (var i = 0; i < 3; i++)
            {
                var watch = Stopwatch.GetTimestamp();
                var answer = await viewer.Get(address);
                answer.EnsureSuccessStatusCode();
                bytes = (await answer.Content.ReadAsByteArrayAsync()).Length;
                best = Math.Min(best, Stopwatch.GetElapsedTime(watch).TotalSeconds);
            }
            TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{address}: {best * 1000:0} ms, {bytes:N0} bytes"));
            Assert.True(bytes < 100_000, $"{address} has {bytes} bytes.");
            Assert.True(best < 4, string.Create(CultureInfo.InvariantCulture, $"{address} took {best * 1000:0} ms."));
        }
    }
}
