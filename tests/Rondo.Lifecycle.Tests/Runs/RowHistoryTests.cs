using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Tests.Spec;
using Rondo.Lifecycle.Tests.Store;

namespace Rondo.Lifecycle.Tests.Runs;

public sealed class RowHistoryTests
{
    [Theory]
    [InlineData("1000 1010 990 1005 1000", 1090, true)]
    [InlineData("1000 1010 990 1005 1000", 1200, false)]
    [InlineData("1000 1010 990 1005 1000", 700, false)]
    [InlineData("1000 1000 1000 1000 1000", 1050, true)]
    [InlineData("1000 1100 1200 1300 1400", 1500, true)]
    [InlineData("100 200 400 800 1600", 3200, true)]
    [InlineData("100 200 400 800 1600", 1, false)]
    [InlineData("1000 1010 990 1005", 3, true)]
    public void A_count_far_from_earlier_runs_stops_once_there_are_five(string earlier, int rows, bool passes)
    {
        using var at = Ran(earlier);

        if (passes) Assert.Empty(Look(at, rows).Alerts);
        else Assert.Equal(("unusual_row_count", Blame.Check), Only(Assert.Throws<RondoException>(() => Look(at, rows))));
    }

    [Fact]
    public void Runs_on_the_same_data_count_once_and_known_data_always_pass()
    {
        using var at = Ran("1000 1000 1000 1000 1000", hash: _ => "same");
        Assert.Empty(Look(at, 5).Alerts);

        using var other = Ran("1000 1010 990 1005 1000");
        Assert.Empty(Look(other, 5, hash: "data 2").Alerts);
    }

    [Theory]
    [InlineData("checks: { rows: any }", 0)]
    [InlineData("checks: { rows: { min: 1 } }", 0)]
    [InlineData("checks: { on_fail: warn }", 1)]
    public void The_file_can_ask_for_less(string checks, int alerts)
    {
        using var at = Ran("1000 1010 990 1005 1000");

        Assert.Equal(alerts, Look(at, 5, checks: checks).Alerts.Length);
    }

    [Fact]
    public void All_that_stops_is_told_together()
    {
        using var at = Ran("1000 1010 990 1005 1000");

        var fault = Assert.Throws<RondoException>(() => Look(at, 5, checks: "checks: { a: { max: 2 } }"));

        Assert.Equal(["out_of_range", "unusual_row_count"], fault.Mistakes.Select(m => m.Code));
    }

    static (string, Blame) Only(RondoException fault) => (Assert.Single(fault.Mistakes).Code, fault.Mistakes[0].Blame);

    static TestWorkspace Ran(string counts, Func<int, string>? hash = null)
    {
        var at = new TestWorkspace();
        foreach (var (i, count) in counts.Split(' ').Index())
        {
            var run = at.Runs.Start(TestWorkspace.SomeRun("shop") with { DataHash = hash?.Invoke(i) ?? $"data {i.ToString(CultureInfo.InvariantCulture)}" });
            at.Runs.Finish(run, RunStatus.Finished);
            var folder = Directory.CreateDirectory(Path.Combine(at.Workspace.Folder, "runs", run)).FullName;
            File.WriteAllText(Path.Combine(folder, "report.json"), $$"""{ "run": "x", "rows": { "train": 1, "test": 1, "read": {{count}} } }""");
        }
        return at;
    }

    static CheckedData Look(TestWorkspace at, int rows, string hash = "new", string checks = "order_by: []")
    {
        var document = SpecReader.Parse($"name: shop\n{Given.With("prepare", $"source: a.csv\n{checks}")}", Path.Combine(at.Root, "rondo.yaml"));
        var table = Table.Of(("a", new DoubleColumn([.. Enumerable.Range(0, rows).Select(i => (double)i)])));
        return DataGate.Look(at.Workspace, document, new SourceTable(table, hash, IsCached: false), new RunOptions());
    }
}
