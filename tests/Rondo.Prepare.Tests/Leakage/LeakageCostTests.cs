using System.Diagnostics;

namespace Rondo.Prepare.Tests.Leakage;

/// <summary>What a search costs, in processor time of both threads together: a busy machine changes nothing about it.</summary>
[Collection<AloneCollection>]
public sealed class LeakageCostTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "Slow")]
    public void A_million_rows_of_50_columns_take_less_than_20_seconds()
    {
        var d = new Draws(1_000_000, 1);
        var user = d.Whole(150_000);
        var table = new LeakTable { Time = "day" }.Date("day", d.Each(i => 15_000 + i / 500)).Integer("user_id", user).NoFeature("user_id").Text("city", i => $"c{i % 977}", d.Rows);
        for (var j = 0; j < 47; j++) table = j % 4 == 0 ? table.Integer($"n{j}", d.Whole(1000)) : table.Number($"x{j}", d.Normal());
        var data = table.Predict(d.Normal()).Data(threads: 2);

        var start = Process.GetCurrentProcess().TotalProcessorTime;
        var found = LeakTable.FindIn(data);

        var seconds = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
        output.WriteLine($"{seconds:0.0} s");
        Assert.True(found.All(f => !f.IsError), string.Join("\n", found));
        Assert.InRange(seconds, 0, 20);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Ten_thousand_columns_take_less_than_20_seconds()
    {
        var d = new Draws(2000, 2);
        var table = new LeakTable();
        for (var j = 0; j < 10_000; j++) table.Number($"x{j}", d.Normal());
        var data = table.Predict(d.Normal()).Data(threads: 2);

        var start = Process.GetCurrentProcess().TotalProcessorTime;
        var found = LeakTable.FindIn(data);

        var seconds = (Process.GetCurrentProcess().TotalProcessorTime - start).TotalSeconds;
        output.WriteLine($"{seconds:0.0} s");
        Assert.True(found.All(f => !f.IsError), string.Join("\n", found));
        Assert.InRange(seconds, 0, 20);
    }
}

/// <summary>Tests that measure the process run while no other test does.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneCollection;
