using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class NormalizerTests
{
    [Theory]
    [InlineData("l1", RowNorm.L1)]
    [InlineData("l2", RowNorm.L2)]
    [InlineData("max", RowNorm.Max)]
    public void Rows_equal_those_of_scikit_learn(string name, RowNorm norm)
    {
        var columns = ScalerGolden.Reference.GetProperty("matrix").EnumerateArray().Select(Golden.Numbers).ToArray();
        var table = Table.Of(columns.Select((values, j) => ($"x{j}", (Column)Doubles(values))));

        var scaled = FitApply(new Normalizer { Norm = norm }, table);

        var expected = ScalerGolden.Reference.GetProperty("normalizer").GetProperty(name).EnumerateArray().Select(Golden.Numbers).ToArray();
        for (var j = 0; j < columns.Length; j++)
            for (var row = 0; row < table.RowCount; row++) Close(expected[j][row], NumbersOf(scaled, $"x{j}")[row], ScalerGolden.Tolerance);
    }

    [Fact]
    public void Missing_values_count_for_nothing_and_other_columns_stay()
    {
        var table = Table.Of(("a", Doubles(3, double.NaN)), ("b", Whole(4, -2)), ("flag", Booleans(true, true)));

        var scaled = FitApply(new Normalizer(), table);

        Close(0.6, NumbersOf(scaled, "a")[0]);
        Assert.Equal(double.NaN, NumbersOf(scaled, "a")[1]);
        Assert.Equal(-1, NumbersOf(scaled, "b")[1]);
        Assert.Same(table["flag"], scaled["flag"]);
    }

    [Fact]
    public void Large_and_small_rows_do_not_overflow_or_vanish()
    {
        var scaled = FitApply(new Normalizer(), Table.Of(("a", Doubles(3e200, 3e-200)), ("b", Doubles(4e200, 4e-200))));

        foreach (var row in (int[])[0, 1]) Close(0.6, NumbersOf(scaled, "a")[row]);
    }
}
