using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Prepare.Leakage;
using Rondo.Prepare.Split;

namespace Rondo.Prepare.Tests.Leakage;

/// <summary>Whatever the data are, the search ends, and says nothing that is not so.</summary>
public sealed class HostileLeakTests
{
    [Theory]
    [InlineData(TaskKind.Regression)]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Clustering)]
    public void Odd_columns_are_passed_over(TaskKind task)
    {
        var d = new Draws(400, 1);
        var table = new LeakTable { Time = "day" }
            .Date("day", d.Each(i => i / 3)).Date("never", d.Each(_ => double.NaN)).Number("missing", d.Each(_ => double.NaN)).Number("same", d.Each(_ => 7)).Number("huge", d.Each(i => i % 2 == 0 ? 1e308 : -1e308))
            .Number("endless", d.Each(i => i % 3 == 0 ? double.PositiveInfinity : d.Gauss())).Number("tiny", d.Each(_ => 1e-320 * d.Next())).Text("empty", _ => null, d.Rows)
            .Text("unique", i => $"{i}!", d.Rows).Integer("zero", d.Each(_ => 0)).Integer("huge_id", d.Each(_ => Math.Floor(9e18 * d.Next())));
        table = task == TaskKind.Regression ? table.Predict(d.Normal(0, 1e150)) : table.Predict(_ => (int)(3 * d.Next()), d.Rows, task == TaskKind.Binary ? ["a", "b", "c"] : ["a", "b", "c", "d"]);

        Assert.DoesNotContain(table.Find(), f => f.IsError);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(25)]
    public void A_handful_of_rows_proves_nothing(int rows)
    {
        var d = new Draws(rows, 2);
        var y = d.Normal();
        var data = new LeakageData
        {
            Table = Table.Of(("x", new DoubleColumn(d.Normal())), ("z", new DoubleColumn(d.Normal())), ("y", new DoubleColumn(y))),
            Target = Target.Regression(y),
            TargetName = "y",
            TargetSources = ["y"],
            Split = new DataSplit([.. Enumerable.Range(0, rows - 1)], [rows - 1]),
            SplitStrategy = "random",
            Features = ["x", "z"],
        };

        Assert.Empty(LeakTable.FindIn(data));
    }

    [Fact]
    public void A_thousand_classes_are_no_trouble()
    {
        var d = new Draws(20_000, 3);
        var table = new LeakTable().Number("a", d.Normal()).Text("b", i => $"t{i % 7}", d.Rows).Integer("user_id", d.Whole(3000))
            .Predict(_ => (int)(1000 * d.Next()), d.Rows, [.. Enumerable.Range(0, 1000).Select(k => $"k{k}")]);

        Assert.DoesNotContain(table.Find(), f => f.IsError);
    }
}
