using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class PowerTests
{
    static readonly string[] s_notPositive = ["normal", "negative", "heavy", "whole", "zeros", "tied"];

    [Fact]
    public void Transformed_values_equal_those_of_scikit_learn()
    {
        ScalerGolden.AssertEqual("power", new Power());
        ScalerGolden.AssertEqual("power_plain", new Power { Standardize = false });
        ScalerGolden.AssertEqual("box_cox", new Power { Method = PowerMethod.BoxCox });
    }

    [Fact]
    public void Transformed_values_come_back()
    {
        ScalerGolden.AssertInverts(new Power());
        ScalerGolden.AssertInverts(new Power { Standardize = false });
        ScalerGolden.AssertInverts(new Power { Method = PowerMethod.BoxCox }, s_notPositive);
    }

    [Fact]
    public void Far_from_zero_a_steep_power_keeps_its_digits()
    {
        var far = ScalerGolden.Reference.GetProperty("far");
        var table = Table.Of(("x", Doubles(Golden.Numbers(far.GetProperty("column")))));
        var fitted = Assert.IsAssignableFrom<IInvertibleTransform>(Fit(new Power(), table));

        var powered = fitted.Apply(table);

        var expected = Golden.Numbers(far.GetProperty("values"));
        for (var row = 0; row < expected.Length; row++) Close(expected[row], NumbersOf(powered, "x")[row], ScalerGolden.Tolerance);
        for (var row = 0; row < expected.Length; row++) Close(NumbersOf(table, "x")[row], NumbersOf(fitted.Invert(powered), "x")[row], ScalerGolden.Tolerance);
        Assert.All(NumbersOf(fitted.Apply(Table.Of(("x", Doubles(0, 5, -1)))), "x"), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Two_values_are_only_standardised()
    {
        var table = Table.Of(("x", Doubles(0, 1, 0, 0, 0, 0, 0, 0, 0, 0)));
        var fitted = Assert.IsAssignableFrom<IInvertibleTransform>(Fit(new Power(), table));

        var powered = NumbersOf(fitted.Apply(table), "x");

        Close(3, powered[1]);
        Close(-1.0 / 3, powered[0]);
        Close(1, NumbersOf(fitted.Invert(fitted.Apply(table)), "x")[1]);
    }

    [Fact]
    public void Box_cox_refuses_values_that_are_not_above_zero_and_later_takes_them_as_missing()
    {
        var mistake = MistakeOf(new Power { Method = PowerMethod.BoxCox }, Table.Of(("x", Doubles(1, 2, 0))));
        Assert.Equal(("not_positive", "x"), (mistake.Code, mistake.Field));

        var fitted = Fit(new Power { Method = PowerMethod.BoxCox }, Table.Of(("x", Doubles(1, 2, 5))));
        Assert.Equal([double.NaN, double.NaN], NumbersOf(fitted.Apply(Table.Of(("x", Doubles(0, -3)))), "x"));
    }

    [Fact]
    public void Columns_without_spread_or_any_value_are_only_centred()
    {
        var table = Table.Of(("same", Doubles(7, 7, 7)), ("one", Doubles(double.NaN, 3, double.NaN)), ("none", Doubles(double.NaN, double.NaN, double.NaN)));

        var powered = FitApply(new Power(), table);

        Assert.Equal([0, 0, 0], NumbersOf(powered, "same"));
        Assert.Equal([double.NaN, 0, double.NaN], NumbersOf(powered, "one"));
        Assert.Equal([double.NaN, double.NaN, double.NaN], NumbersOf(powered, "none"));
    }

    [Theory]
    [InlineData(1e9, 1e3)]
    [InlineData(-1e9, 1e-3)]
    [InlineData(0, 1e300)]
    [InlineData(0, 1e-300)]
    public void Columns_of_any_offset_and_scale_get_a_finite_result_of_spread_1(double offset, double scale)
    {
        var values = Array.ConvertAll(ScalerGolden.ColumnOf("skewed"), value => offset + value * scale);

        var powered = NumbersOf(FitApply(new Power(), Table.Of(("x", Doubles(values)))), "x");

        Assert.All(powered.Where((_, row) => !double.IsNaN(values[row])), value => Assert.InRange(value, -10, 10));
        Assert.True(powered.Distinct().Count() > 50);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var table = Table.Of(((string, Column)[])[("a", Doubles(ScalerGolden.ColumnOf("heavy"))), ("b", Doubles(ScalerGolden.ColumnOf("zeros"))), ("c", Doubles(ScalerGolden.ColumnOf("skewed")))]);
        var context = new TransformContext(Rondo.Engine.Algorithms.Target.Regression(new double[table.RowCount]));

        var alone = new Power().Fit(table, context).Apply(table);
        var shared = new Power().Fit(table, context with { Threads = 4 }).Apply(table);

        foreach (var name in NamesOf(table)) Assert.Equal(NumbersOf(alone, name), NumbersOf(shared, name));
    }
}
