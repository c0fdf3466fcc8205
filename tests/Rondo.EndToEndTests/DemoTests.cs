using System.Text.Json.Nodes;

namespace Rondo.EndToEndTests;

/// <summary>It measures time: no other command of this suite runs meanwhile.</summary>
[CollectionDefinition(nameof(DemoAlone), DisableParallelization = true)]
public sealed class DemoAlone;

/// <summary>The whole cycle on real flights, told by its audit lines.</summary>
[Collection(nameof(DemoAlone))]
public sealed class DemoTests
{
    [Fact]
    public void The_demo_lives_through_the_whole_cycle_in_under_five_minutes()
    {
        using var rondo = new RondoProcess();
        var run = rondo.Run("demo", "--exit", "--port", "0", "--folder", "demo", "--data", Path.Combine(RondoProcess.Root, "samples", "data", "flights-3m.parquet"), "--output", "json");
        Assert.True(run.Code == 0, run.ToString());
        var story = JsonNode.Parse(run.Out)!;
        Assert.True((bool)story["complete"]!, (string?)story["missing"]);
        Assert.InRange((double)story["seconds"]!, 0, 300);
        var events = story["events"]!.AsArray();
        string[] kinds = [.. events.Select(e => (string)e!["kind"]!)];
        var at = 0;
        foreach (var kind in (string[])["registered", "alert", "retrain_started", "registered", "retrain_finished", "gate_passed", "shadow_started", "experiment_decided", "ab_started", "promoted", "experiment_decided",
            "retrain_started", "retrain_finished", "gate_refused", "canary_started", "experiment_decided", "rolled_back"])
        {
            at = Array.IndexOf(kinds, kind, at) + 1;
            Assert.True(at > 0, $"'{kind}' is not in its place: {string.Join(", ", kinds)}");
        }
        // Each step says what it rests on.
        JsonNode Last(string kind) => events.Last(e => (string)e!["kind"]! == kind)!;
        Assert.Contains("interval_treatment", Last("promoted")["evidence"]!.AsObject().Select(e => e.Key));
        Assert.Contains("data_hash", Last("gate_refused")["evidence"]!.AsObject().Select(e => e.Key));
        Assert.Contains("no_number", (string)Last("rolled_back")["reason"]!, StringComparison.Ordinal);
        Assert.Equal((int)Last("promoted")["version"]!, (int)Last("rolled_back")["version"]!);
    }
}
