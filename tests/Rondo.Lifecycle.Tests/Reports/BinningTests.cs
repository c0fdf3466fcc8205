using FsCheck;
using FsCheck.Fluent;
using Rondo.Lifecycle.Reports;

namespace Rondo.Lifecycle.Tests.Reports;

public sealed class BinningTests
{
    [Fact]
    public void Every_row_is_in_one_bin() =>
        Prop.ForAll<NormalFloat[]>(numbers =>
        {
            double[] values = [.. numbers.Select(n => Math.Clamp(n.Item, -1e100, 1e100))];
            return Binning.Histogram(values).Sum(b => b.Rows) == values.Length
                && Binning.Grid(values, [.. values.Reverse()]).Sum(c => c.Rows) == values.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bins_lie_side_by_side()
    {
        var bins = Binning.Histogram([.. Enumerable.Range(0, 1000).Select(i => (double)i)], 10);

        Assert.Equal(10, bins.Length);
        for (var i = 1; i < bins.Length; i++) Assert.Equal(bins[i - 1].High, bins[i].Low);
        Assert.All(bins, b => Assert.InRange(b.Rows, 95, 106));
    }

    [Fact]
    public void One_outlier_does_not_squeeze_the_rest_into_one_bin()
    {
        var bins = Binning.Histogram([.. Enumerable.Range(0, 1000).Select(i => i / 1000.0), 1e12], 10);

        Assert.InRange(bins[^1].High, 0.9, 1.1);
        Assert.True(bins.Max(b => b.Rows) < 150);
    }

    [Fact]
    public void A_constant_gets_a_range_of_its_own()
    {
        var cells = Binning.Grid([7, 7, 7], [7, 7, 7]);

        Assert.Equal(3, Assert.Single(cells).Rows);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Binning.Histogram([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => Binning.Histogram([1, double.PositiveInfinity]));
    }
}
