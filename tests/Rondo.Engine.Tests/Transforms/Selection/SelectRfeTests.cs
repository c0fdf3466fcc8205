using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Transforms;
using Rondo.Engine.Transforms.Selection;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms.Selection;

public class SelectRfeTests
{
    [Theory]
    [InlineData("diabetes", 1)]
    [InlineData("breast_cancer", 1)]
    [InlineData("wine", 1)]
    [InlineData("diabetes", 3)]
    [InlineData("breast_cancer", 3)]
    [InlineData("wine", 3)]
    public void The_ranking_is_that_of_scikit_learn(string set, int step)
    {
        var (table, context) = SelectionGolden.Load(set);
        var expected = SelectionGolden.Set(set).GetProperty("rfe").GetProperty($"{step}").EnumerateArray().Select(v => v.GetInt32());

        var ranks = new SelectRfe { Keep = 1, Step = step }.Rank(table, context);

        Assert.Equal(expected, ranks.Select(r => r.Rank));
    }

    [Theory]
    [InlineData("diabetes")]
    [InlineData("breast_cancer")]
    [InlineData("wine")]
    public void Noise_goes_when_cross_validation_says_how_many_stay(string set)
    {
        var (table, context) = SelectionGolden.Load(set);
        var kept = KeptOf(WithNoise(table), context);

        Assert.DoesNotContain(kept, name => name.StartsWith("noise", StringComparison.Ordinal));
        Assert.NotEmpty(kept);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("california_housing.csv", "median_house_value", "median_income")]
    [InlineData("bike_sharing_hour.csv", "cnt", "hr")]
    [InlineData("titanic.csv", "Survived", "Sex")]
    [InlineData("penguins.csv", "species", "bill_length_mm")]
    public void Twenty_columns_of_noise_all_go_and_what_tells_most_stays(string file, string target, string best)
    {
        var all = RealTable.Read(file);
        var table = WithNoise(all.Drop(new HashSet<string> { target, "casual", "registered", "instant", "dteday", "Name", "Ticket", "Cabin", "PassengerId" }));

        var kept = KeptOf(table, new TransformContext(TargetOf(all[target])) { Threads = 2 });

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", kept));
        Assert.DoesNotContain(kept, name => name.StartsWith("noise", StringComparison.Ordinal));
        Assert.Contains(best, kept);
    }

    [Fact]
    public void Text_missing_values_and_dates_do_no_harm()
    {
        var random = new CounterRandom(3, "mixed");
        double[] y = [.. Enumerable.Range(0, 200).Select(i => (double)(i % 2))];
        var table = Table.Of(
            ("good", new DoubleColumn([.. y.Select((v, i) => i % 9 == 0 ? double.NaN : v + random.Uniform((ulong)i))])),
            ("bad", new DoubleColumn([.. y.Select((_, i) => random.Child(1).Uniform((ulong)i))])),
            ("empty", new DoubleColumn([.. y.Select(_ => double.NaN)])),
            ("word", Texts([.. y.Select((_, i) => i % 5 == 0 ? null : $"w{random.Below((ulong)i, 3)}")])),
            ("day", Integers(ColumnType.Date, [.. y.Select((_, i) => (long?)i)])));
        var context = new TransformContext(new Target(TaskKind.Binary, y, ["no", "yes"]));

        Assert.Equal(["good", "day"], NamesOf(new SelectRfe { Keep = 1 }.Fit(table, context).Apply(table)));
        Assert.Superset(new HashSet<string> { "good", "day" }, KeptOf(table, context).ToHashSet());
    }

    [Fact]
    public void An_estimator_that_does_not_fit_is_refused()
    {
        var (table, context) = SelectionGolden.Load("diabetes");

        Assert.Equal("bad_parameter", CodeOf(new SelectRfe { Estimator = "logistic_regression" }, table, context));
        Assert.Equal("unknown_algorithm", CodeOf(new SelectRfe { Estimator = "rigde" }, table, context));
        Assert.Equal("no_importances", CodeOf(new SelectRfe { Estimator = "constant", Keep = 2 }, table, context));
        Assert.Equal("needs_target", CodeOf(new SelectRfe(), table, new TransformContext(Target.Unlabelled(table.RowCount))));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Two_thousand_columns_take_bounded_time()
    {
        var random = new CounterRandom(4, "wide");
        var table = Table.Of(Enumerable.Range(0, 2_000).Select(j => ($"x{j}", (Column)new DoubleColumn([.. Enumerable.Range(0, 300).Select(i => random.Child((ulong)j).Uniform((ulong)i))]))));
        var context = new TransformContext(Target.Regression([.. Enumerable.Range(0, 300).Select(i => ((DoubleColumn)table["x7"]).Values[i] * 5)]));

        Assert.Contains("x7", NamesOf(new SelectRfe { Keep = 5 }.Fit(table, context).Apply(table)));
    }

    static string[] KeptOf(Table table, TransformContext context) => NamesOf(new SelectRfe().Fit(table, context).Apply(table));

    static Table WithNoise(Table table)
    {
        var random = new CounterRandom(1, "noise");
        return Table.Of(table.Schema.Fields.Select((f, j) => (f.Name, table.Columns[j])).Concat(Enumerable.Range(0, 20).Select(j =>
            ($"noise{j}", (Column)new DoubleColumn([.. Enumerable.Range(0, table.RowCount).Select(i => random.Child((ulong)j).Uniform((ulong)i))])))));
    }

    static Target TargetOf(Column column)
    {
        if (column is not TextColumn texts)
        {
            var values = ((DoubleColumn)column).Values;
            return values.Distinct().Count() > 2 ? Target.Regression(values) : new Target(TaskKind.Binary, values, ["no", "yes"]);
        }
        var classes = texts.Dictionary.Order(StringComparer.Ordinal).ToArray();
        return new Target(TaskKind.Multiclass, [.. texts.Codes.Select(code => (double)Array.IndexOf(classes, texts.Dictionary[code]))], [.. classes]);
    }

    static string CodeOf(SelectRfe part, Table table, TransformContext context) => Assert.Throws<RondoException>(() => part.Fit(table, context)).Mistakes[0].Code;
}
