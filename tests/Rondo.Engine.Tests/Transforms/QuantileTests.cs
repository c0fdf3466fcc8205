using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class QuantileTests
{
    [Fact]
    public void Transformed_values_equal_those_of_scikit_learn()
    {
        ScalerGolden.AssertEqual("quantile", new Quantile());
        ScalerGolden.AssertEqual("quantile_few", new Quantile { NQuantiles = 11 });
        ScalerGolden.AssertEqual("quantile_normal", new Quantile { NQuantiles = 25, OutputDistribution = OutputDistribution.Normal });
    }

    [Fact]
    public void Ties_get_the_middle_of_their_places_as_in_scikit_learn()
    {
        var ties = ScalerGolden.Reference.GetProperty("ties");
        var fitted = Fit(new Quantile(), Table.Of(("x", Doubles(Golden.Numbers(ties.GetProperty("column"))))));

        var places = NumbersOf(fitted.Apply(Table.Of(("x", Doubles(0, 1, 2, 3, 4, 5)))), "x");

        var expected = Golden.Numbers(ties.GetProperty("places"));
        for (var i = 0; i < 6; i++) Close(expected[i], places[i]);
    }

    [Fact]
    public void Transformed_values_come_back()
    {
        ScalerGolden.AssertInverts(new Quantile());
        ScalerGolden.AssertInverts(new Quantile { OutputDistribution = OutputDistribution.Normal });
    }

    [Fact]
    public void Values_beyond_those_of_training_go_to_the_ends()
    {
        var fitted = Fit(new Quantile(), Table.Of(("x", Doubles(1, 2, 3))));

        Assert.Equal([0, 0, 0.5, 1, 1, double.NaN], NumbersOf(fitted.Apply(Table.Of(("x", Doubles(double.NegativeInfinity, 1, 2, 3, 9, double.NaN)))), "x"));
    }

    [Fact]
    public void A_column_without_any_value_keeps_its_missing_values()
    {
        Assert.Equal([double.NaN], NumbersOf(FitApply(new Quantile(), Table.Of(("x", Doubles(double.NaN)))), "x"));
    }

    [Fact]
    public void Of_many_rows_a_random_part_gives_nearly_the_same_quantiles()
    {
        var values = Enumerable.Range(0, 50_000).Select(i => (double)(i * 7919L % 50_000)).ToArray();
        var table = Table.Of(("x", Doubles(values)));

        var (all, part) = (NumbersOf(FitApply(new Quantile(), table), "x"), NumbersOf(FitApply(new Quantile { Subsample = 5_000 }, table), "x"));

        for (var row = 0; row < values.Length; row++) Assert.InRange(part[row], all[row] - 0.03, all[row] + 0.03);
    }

    [Fact]
    public void More_quantiles_than_values_to_take_them_from_and_infinite_values_are_refused()
    {
        Assert.Equal("bad_parameter", MistakeOf(new Quantile { NQuantiles = 1000, Subsample = 500 }, Table.Of(("x", Doubles(1, 2)))).Code);
        Assert.Equal("not_finite", MistakeOf(new Quantile(), Table.Of(("x", Doubles(1, double.PositiveInfinity)))).Code);
    }
}
