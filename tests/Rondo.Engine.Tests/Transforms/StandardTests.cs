using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class StandardTests
{
    [Fact]
    public void Scaled_values_equal_those_of_scikit_learn()
    {
        foreach (var column in Golden.Reference.GetProperty("columns").EnumerateObject())
        {
            var expected = Golden.Reference.GetProperty("standard").GetProperty(column.Name);

            var scaled = NumbersOf(FitApply(new Standard(), Table.Of(("x", Doubles(Golden.Numbers(column.Value))))), "x");

            var values = Golden.Numbers(expected.GetProperty("values"));
            for (var row = 0; row < values.Length; row++) Close(values[row], scaled[row]);
        }
    }

    [Fact]
    public void A_small_spread_on_a_large_offset_keeps_its_digits()
    {
        var steep = Golden.Reference.GetProperty("steep");
        var (mean, scale) = (steep.GetProperty("mean").GetDouble(), steep.GetProperty("scale").GetDouble());
        var values = Golden.Numbers(steep.GetProperty("values"));

        var scaled = NumbersOf(FitApply(new Standard(), Table.Of(("x", Doubles(values)))), "x");

        for (var row = 0; row < values.Length; row++) Close((values[row] - mean) / scale, scaled[row]);
    }

    [Fact]
    public void Missing_values_stay_missing_and_count_for_nothing()
    {
        var scaled = FitApply(new Standard(), Table.Of(("x", Doubles(1, double.NaN, 3)), ("n", Whole(null, 10, 30))));

        Assert.Equal([-1, double.NaN, 1], NumbersOf(scaled, "x"));
        Assert.Equal([double.NaN, -1, 1], NumbersOf(scaled, "n"));
    }

    [Fact]
    public void Text_booleans_and_dates_are_left_alone()
    {
        var table = Table.Of(("w", Texts("a", "b")), ("flag", Booleans(true, false)), ("day", Integers(ColumnType.Date, 1, 2)));

        var scaled = FitApply(new Standard(), table);

        foreach (var name in NamesOf(table)) Assert.Same(table[name], scaled[name]);
    }

    [Fact]
    public void A_boolean_is_scaled_when_named() =>
        Assert.Equal([1, -1], NumbersOf(FitApply(new Standard { Columns = ["flag"] }, Table.Of(("flag", Booleans(true, false)))), "flag"));

    [Fact]
    public void A_column_without_spread_is_only_centred()
    {
        Assert.Equal([0, 0, 0], NumbersOf(FitApply(new Standard(), Table.Of(("x", Doubles(0.1, 0.1, 0.1)))), "x"));
        var noise = NumbersOf(FitApply(new Standard(), Table.Of(("x", Doubles(0.3, 0.1 + 0.2, 0.3)))), "x");
        Assert.All(noise, value => Assert.InRange(value, -1e-15, 1e-15));
        var empty = NumbersOf(FitApply(new Standard(), Table.Of(("x", Doubles(double.NaN)))), "x");
        Assert.Equal([double.NaN], empty);
    }

    [Fact]
    public void Values_near_the_largest_number_are_scaled_without_overflow()
    {
        var scaled = NumbersOf(FitApply(new Standard(), Table.Of(("x", Doubles(-4e307, 4e307)))), "x");

        Close(-1, scaled[0]);
        Close(1, scaled[1]);
    }

    [Fact]
    public void Infinite_values_are_refused_by_name()
    {
        var mistake = MistakeOf(new Standard(), Table.Of(("x", Doubles(1, double.NegativeInfinity))));

        Assert.Equal(("not_finite", "x"), (mistake.Code, mistake.Field));
    }
}
