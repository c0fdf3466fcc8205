using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class AffineScalerTests
{
    public static TheoryData<ITransform> Scalers => [new MinMax(), new Robust(), new MaxAbs()];

    [Fact]
    public void Scaled_values_equal_those_of_scikit_learn()
    {
        ScalerGolden.AssertEqual("min_max", new MinMax());
        ScalerGolden.AssertEqual("min_max_range", new MinMax { FeatureRange = [-2, 5] });
        ScalerGolden.AssertEqual("robust", new Robust());
        ScalerGolden.AssertEqual("robust_wide", new Robust { QuantileRange = [10, 95] });
        ScalerGolden.AssertEqual("robust_uncentred", new Robust { WithCentering = false });
        ScalerGolden.AssertEqual("robust_unscaled", new Robust { WithScaling = false });
        ScalerGolden.AssertEqual("max_abs", new MaxAbs());
    }

    [Fact]
    public void Scaled_values_come_back()
    {
        ScalerGolden.AssertInverts(new MinMax { FeatureRange = [-2, 5] });
        ScalerGolden.AssertInverts(new Robust());
        ScalerGolden.AssertInverts(new MaxAbs());
        ScalerGolden.AssertInverts(new Standard());
    }

    [Theory]
    [MemberData(nameof(Scalers))]
    public void Columns_without_spread_or_without_any_value_are_not_blown_up(ITransform scaler)
    {
        var table = Table.Of(("noise", Doubles(0.3, 0.1 + 0.2, 0.3)), ("zero", Doubles(0, 0, 0)), ("none", Doubles(double.NaN, double.NaN, double.NaN)));

        var scaled = FitApply(scaler, table);

        Assert.All(NumbersOf(scaled, "noise"), value => Assert.InRange(value, -1e-15, 1));
        Assert.Equal([0, 0, 0], NumbersOf(scaled, "zero"));
        Assert.Equal([double.NaN, double.NaN, double.NaN], NumbersOf(scaled, "none"));
    }

    [Theory]
    [MemberData(nameof(Scalers))]
    public void Text_booleans_and_dates_are_left_alone(ITransform scaler)
    {
        var table = Table.Of(("w", Texts("a", "b")), ("flag", Booleans(true, false)), ("day", Integers(ColumnType.Date, 1, 2)));

        var scaled = FitApply(scaler, table);

        foreach (var name in NamesOf(table)) Assert.Same(table[name], scaled[name]);
    }

    [Theory]
    [MemberData(nameof(Scalers))]
    public void Infinite_values_are_refused_by_name_when_no_scale_is_left(ITransform scaler)
    {
        var mistake = MistakeOf(scaler, Table.Of(("x", Doubles(double.NegativeInfinity, 1, double.PositiveInfinity, double.PositiveInfinity))));

        Assert.Equal(("not_finite", "x"), (mistake.Code, mistake.Field));
    }

    [Fact]
    public void A_named_boolean_and_whole_numbers_become_doubles()
    {
        var scaled = FitApply(new MinMax { Columns = ["flag", "n"] }, Table.Of(("flag", Booleans(true, false, null)), ("n", Whole(10, null, 30))));

        Assert.Equal([1, 0, double.NaN], NumbersOf(scaled, "flag"));
        Assert.Equal([0, double.NaN, 1], NumbersOf(scaled, "n"));
    }

    [Fact]
    public void Ranges_that_are_none_are_refused()
    {
        var table = Table.Of(("x", Doubles(1, 2)));

        Assert.Equal("bad_parameter", MistakeOf(new MinMax { FeatureRange = [1, 1] }, table).Code);
        Assert.Equal("bad_parameter", MistakeOf(new MinMax { FeatureRange = [1] }, table).Code);
        Assert.Equal("bad_parameter", MistakeOf(new Robust { QuantileRange = [75, 25] }, table).Code);
    }

    [Fact]
    public void Later_values_may_lie_beyond_the_range_of_training()
    {
        var fitted = Fit(new MinMax(), Table.Of(("x", Doubles(0, 10))));

        Assert.Equal([-1, 2], NumbersOf(fitted.Apply(Table.Of(("x", Doubles(-10, 20)))), "x"));
    }
}
