using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using Rondo.Engine.Transforms.Selection;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms.Selection;

public class SelectL1Tests
{
    [Theory]
    [InlineData("diabetes", 0.5)]
    [InlineData("diabetes", 0.1)]
    [InlineData("diabetes", 0.02)]
    [InlineData("breast_cancer", 0.5)]
    [InlineData("breast_cancer", 0.1)]
    [InlineData("breast_cancer", 0.02)]
    [InlineData("wine", 0.5)]
    [InlineData("wine", 0.1)]
    [InlineData("wine", 0.02)]
    public void The_columns_kept_are_those_of_scikit_learn(string set, double alpha)
    {
        var (table, context) = SelectionGolden.Load(set);
        var isKept = SelectionGolden.Set(set).GetProperty("l1").GetProperty(alpha.ToString(CultureInfo.InvariantCulture)).EnumerateArray().Select(v => v.GetInt32() == 1).ToArray();

        var kept = NamesOf(new SelectL1 { Alpha = alpha }.Fit(table, context).Apply(table));

        Assert.Equal(NamesOf(table).Where((_, j) => isKept[j]), kept);
    }

    [Fact]
    public void The_strongest_column_stays_whatever_the_penalty()
    {
        var (table, context) = SelectionGolden.Load("diabetes");

        Assert.Equal(["bmi"], NamesOf(new SelectL1 { Alpha = 1 }.Fit(table, context).Apply(table)));
    }

    [Fact]
    public void Text_and_missing_values_are_seen_filled()
    {
        double[] y = [.. Enumerable.Range(0, 120).Select(i => i % 3 == 0 ? 5.0 : i % 2)];
        var table = Table.Of(("w", Texts([.. y.Select((_, i) => i % 3 == 0 ? "three" : i % 7 == 0 ? null : "other")])), ("empty", new DoubleColumn([.. y.Select(_ => double.NaN)])));

        Assert.Equal(["w"], NamesOf(new SelectL1 { Alpha = 0.1 }.Fit(table, new TransformContext(Target.Regression(y))).Apply(table)));
    }
}
