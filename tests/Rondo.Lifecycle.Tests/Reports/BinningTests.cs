using FsCheck;
using FsCheck.Fluent;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Tests.Reports;

public sealed class BinningTests
{
    [Fact]
    public void Every_row_is_in_one_cell() =>
        Prop.ForAll<NormalFloat[]>(numbers =>
        {
            double[] values = [.. numbers.Select(n => Math.Clamp(n.Item, -1e100, 1e100))];
            return Binning.Grid(values, [.. values.Reverse()]).Sum(c => c.Rows) == values.Length;
        }).CheckSeeded();

    [Fact]
    public void Right_predictions_lie_on_the_diagonal()
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(i => (double)i)];

        var cells = Binning.Grid(values, values, 10);

        Assert.Equal(10, cells.Length);
        Assert.All(cells, c => Assert.Equal((c.ActualLow, c.ActualHigh), (c.PredictedLow, c.PredictedHigh)));
        Assert.All(cells, c => Assert.InRange(c.Rows, 95, 106));
    }

    [Fact]
    public void One_outlier_does_not_squeeze_the_rest_into_one_cell()
    {
        double[] actual = [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0), 1e12];

        var cells = Binning.Grid(actual, actual, 10);

        Assert.InRange(cells[^1].ActualHigh, 0.9, 1.1);
        Assert.True(cells.Max(c => c.Rows) < 150);
    }

    [Fact]
    public void A_constant_gets_a_range_of_its_own() => Assert.Equal(3, Assert.Single(Binning.Grid([7, 7, 7], [7, 7, 7])).Rows);

    [Fact]
    public void Numbers_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Binning.Grid([1, double.NaN], [1, 2]));
        Assert.Throws<ArgumentException>(() => Binning.Grid([1, 2], [1, double.PositiveInfinity]));
    }
}
