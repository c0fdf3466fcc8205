using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.Host;
using Rondo.Deploy.Host.Routing;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Assignment;
using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Host.Routing;

public sealed class RoutingTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-routing-").FullName;

    public void Dispose()
    {
        Troublesome.Does = Trouble.None;
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Units_get_the_version_of_their_arm_also_after_a_restart_and_a_ramp()
    {
        var catalog = Houses(Canary(0.1));
        Dictionary<string, int> before;
        await using (var host = await Start(catalog)) before = await Versions(host, 400);
        Assert.InRange(before.Values.Count(v => v == 2), 25, 55);
        await using var again = await Start(catalog);
        Assert.Equal(before, await Versions(again, 400));
        catalog.Share("house", Canary(0.5));
        await again.Server.Host.Refresh(default);
        var after = await Versions(again, 400);
        Assert.InRange(after.Values.Count(v => v == 2), 160, 240);
        Assert.All(before.Where(u => u.Value == 2), u => Assert.Equal(2, after[u.Key]));
        // What those say who must know before they ask.
        foreach (var (unit, version) in after.Take(50))
            Assert.Equal(version, (int)(await again.Get($"/experiments/house/assignment?unit={unit}")).Is(200).Json["version"]!);
    }

    [Fact]
    public async Task Who_names_a_version_or_an_alias_gets_that_one_and_a_column_may_name_the_unit()
    {
        var catalog = Houses(Canary(1) with { UnitColumn = "city" });
        await using var host = await Start(catalog);
        foreach (var path in (string[])["/models/house@champion/predict", "/models/house/versions/1/predict", "/models/house@1/predict"])
            Assert.Equal(1, (int)(await host.Post(path, HouseRow)).Is(200).Json["version"]!);
        var arm = Canary(1).Split.ArmOf("Köln")?.Version ?? 1;
        Assert.Equal(arm, (int)(await host.Post("/models/house/predict", HouseRow)).Is(200).Json["version"]!);
        // Rows of several units belong to no arm.
        var mixed = (await host.Post("/models/house/predict", $$"""{"rows":[{{HouseRow}},{{HouseRow.Replace("Köln", "Paris", StringComparison.Ordinal)}}]}""")).Is(200);
        Assert.Equal(1, (int)mixed.Json["version"]!);
    }

    [Theory]
    [InlineData("/models/house/predict", "{\"rows\":[ROW]}")]
    [InlineData("/v1/models/house:predict", "{\"instances\":[ROW]}")]
    [InlineData("/invocations", "{\"dataframe_records\":[ROW]}")]
    public async Task Every_protocol_answers_by_the_arm(string path, string body)
    {
        var catalog = Houses(All(2));
        await using var host = await Start(catalog);
        var routed = (await host.Post(path, body.Replace("ROW", HouseRow, StringComparison.Ordinal))).Is(200).Json["predictions"]![0]!;
        var own = (await host.Post("/models/house/versions/2/predict", HouseRow)).Is(200).Json["predictions"]![0]!["prediction"]!;
        Assert.Equal((double)own, path.StartsWith("/models", StringComparison.Ordinal) ? (double)routed["prediction"]! : (double)routed);
    }

    [Theory]
    [InlineData(Trouble.Throws, "error")]
    [InlineData(Trouble.Hangs, "timeout")]
    [InlineData(Trouble.GivesNaN, "no_number")]
    public async Task A_treatment_that_makes_trouble_hurts_nobody_and_is_soon_asked_no_more(Trouble trouble, string kind)
    {
        var catalog = new MemoryCatalog().Add("one", TrainedModels.OneColumn, "champion").Add("one", TrainedModels.Content(Troublesome.Fit(), "y"));
        catalog.Share("one", All(2));
        await using var host = await Start(catalog);
        Assert.Equal(2, (int)(await host.Post("/models/one/predict", "{\"x\":2}")).Is(200).Json["version"]!);
        Troublesome.Does = trouble;
        for (var i = 0; i < 40; i++)
        {
            var answer = (await host.Post("/models/one/predict", "{\"x\":2}")).Is(200).Json;
            Assert.Equal((1, 4.0), ((int)answer["version"]!, Math.Round((double)answer["predictions"]![0]!["prediction"]!, 9)));
        }
        var health = host.Server.Host.Health("one").Single(h => h.Arm == "treatment");
        Assert.Equal((6, 5, 35), (health.Requests, health.Failures[kind], health.Skipped));
    }

    [Fact]
    public async Task A_shadow_predicts_what_was_answered_under_the_same_ids_and_answers_nobody()
    {
        var catalog = Houses(Shadow(2));
        using (var log = PredictionRecorder.Open(Path.Combine(_folder, "shadow"), new PredictionLogOptions(), NullLogger.Instance))
        {
            await using var host = await Start(catalog, o => o with { ShadowLog = new Lazy<PredictionRecorder>(log) });
            var answers = new List<string>();
            for (var i = 0; i < 50; i++)
            {
                var answer = (await host.Post("/models/house/predict", $$"""{"rows":[{{HouseRow}}],"unit":"u{{i}}"}""")).Is(200).Json;
                Assert.Equal(1, (int)answer["version"]!);
                answers.Add((string)answer["predictions"]![0]!["prediction_id"]!);
            }
            for (var patience = 500; patience > 0 && log.Records < 50; patience--) await Task.Delay(10);
            var mirrored = PredictionLogReader.Read(Path.Combine(_folder, "shadow")).ToArray();
            Assert.Equal(answers.Order(), mirrored.Select(r => r.IdOf(0)).Order());
            Assert.All(mirrored, r => Assert.Equal(2, r.Schema.Version));
            var own = (double)(await host.Post("/models/house@2/predict", HouseRow)).Is(200).Json["predictions"]![0]!["prediction"]!;
            Assert.All(mirrored, r => Assert.Equal(own, r.Predictions.Values[0]));
        }
    }

    [Fact]
    public async Task A_shadow_that_hangs_keeps_nobody_waiting()
    {
        var catalog = new MemoryCatalog().Add("one", TrainedModels.OneColumn, "champion").Add("one", TrainedModels.Content(Troublesome.Fit(), "y"));
        catalog.Share("one", Shadow(2));
        await using var host = await Start(catalog);
        Troublesome.Does = Trouble.Hangs;
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 200; i++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            (await host.Post("/models/one/predict", "{\"x\":2}")).Is(200);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, System.Diagnostics.Stopwatch.GetElapsedTime(start).Ticks));
        }
        // A hang takes 20 seconds.
        Assert.True(slowest < TimeSpan.FromSeconds(5), slowest.ToString());
    }

    [Fact]
    public async Task A_treatment_that_cannot_be_loaded_leaves_all_to_the_control()
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House, "champion").Add("house", new ModelContent([1, 2, 3]));
        catalog.Share("house", All(2));
        await using var host = await Start(catalog);
        Assert.Equal(1, (int)(await host.Post("/models/house/predict", HouseRow)).Is(200).Json["version"]!);
        Assert.Null(host.Server.Host.FindRoute("house"));
    }

    [Fact]
    public async Task No_request_fails_while_the_traffic_is_shared_otherwise_again_and_again()
    {
        var catalog = Houses(Canary(0.1));
        await using var host = await Start(catalog);
        var (faults, isOver, answered) = (new ConcurrentBag<string>(), false, 0);
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; !Volatile.Read(ref isOver); i++)
            {
                var answer = await host.Post("/models/house/predict", $$"""{"rows":[{{HouseRow}}],"unit":"{{caller}}-{{i}}"}""");
                if ((int)answer.Status != 200) faults.Add(answer.Text);
                Interlocked.Increment(ref answered);
            }
        })).ToArray();
        for (var change = 0; change < 60; change++)
        {
            catalog.Share("house", (change % 4) switch { 0 => Canary(0.5), 1 => Shadow(2), 2 => null, _ => All(2) });
            await host.Server.Host.Refresh(default);
            await Task.Delay(10);
        }
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(callers);
        Assert.Empty(faults);
        Assert.True(answered > 60);
    }

    static MemoryCatalog Houses(ModelRoute route)
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House, "champion").Add("house", TrainedModels.DearerHouse);
        catalog.Share("house", route);
        return catalog;
    }

    // The treatment's own range is half of all; so much of it is open.
    static ModelRoute Canary(double share) => new("t1", "house", new TrafficSplit("t1", [new TrafficArm("control", 1, 5000, 5000, 5000), new TrafficArm("treatment", 2, 0, 5000, (int)(Math.Min(share, 0.5) * 10_000))]));

    static ModelRoute All(int version) => new("t2", "house", TrafficSplit.Of("t2", [("control", 1, 0), ("treatment", version, 1)]));

    static ModelRoute Shadow(int version) => new("t3", "house", TrafficSplit.Of("t3", [("control", 1, 1)])) { Shadows = [new TrafficArm("shadow", version, 0, 0, 0)] };

    static async Task<Dictionary<string, int>> Versions(TestHost host, int units)
    {
        var versions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < units; i++)
        {
            var unit = i.ToString("D5", CultureInfo.InvariantCulture);
            versions[unit] = (int)(await host.Post("/models/house/predict", $$"""{"rows":[{{HouseRow}}],"unit":"{{unit}}"}""")).Is(200).Json["version"]!;
        }
        return versions;
    }
}
