using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Transforms;
using Rondo.Engine.Transforms.Selection;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms.Selection;

public class SelectCorrelationTests
{
    [Fact]
    public void A_column_goes_when_pandas_correlates_it_with_a_better_one()
    {
        var reference = SelectionGolden.Reference.GetProperty("correlation");
        var table = Table.Of(reference.GetProperty("columns").EnumerateObject().Select(c => (c.Name, (Column)new DoubleColumn(Golden.Numbers(c.Value)))));
        var matrix = reference.GetProperty("matrix").EnumerateArray().Select(row => GoldenFile.Doubles(row)).ToArray();
        var target = GoldenFile.Doubles(reference.GetProperty("target"));
        var context = new TransformContext(Target.Regression(GoldenFile.Doubles(SelectionGolden.Reference.GetProperty("made").GetProperty("answer"))));
        var names = NamesOf(table);

        // Just below and above each pair's correlation, so that the correlations themselves are compared.
        for (var a = 0; a < names.Length; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var (better, worse) = Math.Abs(target[a]) > Math.Abs(target[b]) ? (names[a], names[b]) : (names[b], names[a]);
                var pair = table.Select([names[b], names[a]]);
                var r = Math.Abs(matrix[a][b]);
                Assert.Equal([better], NamesOf(new SelectCorrelation { Threshold = r - 1e-12 }.Fit(pair, context).Apply(pair)));
                Assert.Contains(worse, NamesOf(new SelectCorrelation { Threshold = r + 1e-12 }.Fit(pair, context).Apply(pair)));
            }
        }
        Assert.Equal(["b", "d", "e"], NamesOf(new SelectCorrelation { Threshold = 0.8 }.Fit(table, context).Apply(table)));
    }

    [Fact]
    public void Copies_go_and_constant_empty_and_text_columns_stay()
    {
        var table = Table.Of(
            ("x", Doubles(1, 2, 3, 5)), ("twice", Doubles(2, 4, 6, 10)), ("falling", Whole(-1, -2, -3, -5)), ("constant", Doubles(7, 7, 7, 7)),
            ("empty", Doubles(double.NaN, double.NaN, double.NaN, double.NaN)), ("one", Doubles(double.NaN, 3, double.NaN, double.NaN)), ("w", Texts("a", "b", "c", "d")));

        Assert.Equal(["x", "constant", "empty", "one", "w"], NamesOf(FitApply(new SelectCorrelation(), table)));
    }

    [Fact]
    public void Without_a_target_the_first_stays() => Assert.Equal(["b"], NamesOf(
        new SelectCorrelation().Fit(Table.Of(("b", Doubles(1, 2, 3)), ("a", Doubles(1, 2, 3.1))), new TransformContext(Target.Unlabelled(3)))
            .Apply(Table.Of(("b", Doubles(1)), ("a", Doubles(2))))));

    [Fact]
    public void An_infinite_value_is_refused_by_name() =>
        Assert.Equal(("not_finite", "x"), (MistakeOf(new SelectCorrelation(), Table.Of(("x", Doubles(1, double.PositiveInfinity)))) is var m ? m.Code : "", m.Field));

    [Fact]
    [Trait("Category", "Slow")]
    public void Ten_thousand_columns_take_seconds()
    {
        var random = new CounterRandom(4, "wide");
        var table = Table.Of(Enumerable.Range(0, 10_000).Select(j => ($"x{j}", (Column)new DoubleColumn([.. Enumerable.Range(0, 100).Select(i => random.Child((ulong)(j / 2)).Uniform((ulong)i))]))));

        Assert.Equal(5_000, NamesOf(FitApply(new SelectCorrelation(), table)).Length);
    }
}
