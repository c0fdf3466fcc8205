using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class OutliersTests
{
    static readonly JsonElement s_reference = GoldenFile.Read("outliers", "reference.json").RootElement;

    public static TheoryData<string, ITransform> Rules => new()
    {
        { "z_3", new OutliersZ() },
        { "z_1.5", new OutliersZ { K = 1.5 } },
        { "iqr_1.5", new OutliersIqr() },
        { "iqr_3", new OutliersIqr { K = 3 } },
        { "quantile_0.01_0.99", new QuantileClip() },
        { "quantile_0_0.9", new QuantileClip { Lower = 0, Upper = 0.9 } },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Bounds_counts_and_clipped_values_equal_those_of_numpy_and_scipy(string name, ITransform rule)
    {
        foreach (var expected in s_reference.GetProperty("rules").GetProperty(name).EnumerateObject())
        {
            var values = Golden.Numbers(s_reference.GetProperty("columns").GetProperty(expected.Name));
            var table = Table.Of(("x", Doubles(values)));

            var fitted = Assert.IsType<FittedOutliers>(Fit(rule, table));

            var count = Assert.Single(fitted.Counts);
            Assert.Equal(("x", values.Count(v => !double.IsNaN(v))), (count.Column, count.Values));
            Assert.Equal((expected.Value.GetProperty("below").GetInt32(), expected.Value.GetProperty("above").GetInt32()), (count.Below, count.Above));
            Close(expected.Value.GetProperty("lower").GetDouble(), count.Lower);
            Close(expected.Value.GetProperty("upper").GetDouble(), count.Upper);
            Close(expected.Value.GetProperty("sum").GetDouble(), NumbersOf(fitted.Apply(table), "x").Where(v => !double.IsNaN(v)).Sum());
        }
    }

    [Fact]
    public void Outliers_become_missing_when_asked_for_and_the_rest_stays()
    {
        var emptied = FitApply(new QuantileClip { Lower = 0.25, Upper = 0.75, Action = OutlierAction.Missing }, Table.Of(("x", Doubles(1, 2, double.NaN, 3, 4, 5))));

        Assert.Equal([double.NaN, 2, double.NaN, 3, 4, double.NaN], NumbersOf(emptied, "x"));
    }

    [Fact]
    public void Later_rows_are_held_to_the_bounds_of_training()
    {
        var fitted = Fit(new QuantileClip { Lower = 0, Upper = 1 }, Table.Of(("x", Whole(0, 10))));

        Assert.Equal([0, 10, 10, 5, double.NaN], NumbersOf(fitted.Apply(Table.Of(("x", Doubles(-1, 11, double.PositiveInfinity, 5, double.NaN)))), "x"));
    }

    [Fact]
    public void Infinite_values_are_outliers_and_do_not_move_the_bounds()
    {
        foreach (var rule in (ITransform[])[new OutliersZ(), new OutliersIqr(), new QuantileClip()])
        {
            var table = Table.Of(("x", Doubles(1, 2, 3, double.PositiveInfinity, double.NegativeInfinity)));

            var fitted = Assert.IsType<FittedOutliers>(Fit(rule, table));

            Assert.All(NumbersOf(fitted.Apply(table), "x"), value => Assert.True(double.IsFinite(value)));
            Assert.Equal((5, true), (fitted.Counts[0].Values, fitted.Counts[0].Above > 0));
        }
    }

    [Fact]
    public void A_column_without_spread_or_without_any_finite_value_has_no_outliers()
    {
        var table = Table.Of(("same", Doubles(0.3, 0.1 + 0.2, 0.3)), ("none", Doubles(double.NaN, double.NaN, double.PositiveInfinity)));

        var fitted = Assert.IsType<FittedOutliers>(Fit(new OutliersZ { K = 1 }, table));

        Assert.All(fitted.Counts, count => Assert.Equal(0, count.Outside));
        Assert.Equal([9], NumbersOf(fitted.Apply(Table.Of(("same", Doubles(1)), ("none", Doubles(9)))), "none"));
    }

    [Fact]
    public void Text_and_booleans_are_left_alone_and_a_lower_share_above_the_upper_is_refused()
    {
        var table = Table.Of(("w", Texts("a", "b")), ("flag", Booleans(true, false)));

        Assert.Same(table["flag"], FitApply(new OutliersZ(), table)["flag"]);
        Assert.Equal("bad_parameter", MistakeOf(new QuantileClip { Lower = 0.9, Upper = 0.1 }, table).Code);
    }
}
