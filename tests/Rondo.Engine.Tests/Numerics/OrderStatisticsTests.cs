using FsCheck.Fluent;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Numerics;

public class OrderStatisticsTests
{
    [Fact]
    public void Select_agrees_with_sorting() =>
        Prop.ForAll<ulong[]>(keys =>
        {
            var sorted = keys.Order().ToArray();
            return Enumerable.Range(0, keys.Length).All(rank => OrderStatistics.Select(keys, rank) == sorted[rank]);
        }).CheckSeeded();

    [Fact]
    public void Median_agrees_with_sorting() =>
        Prop.ForAll<double[]>(numbers =>
        {
            var values = numbers.Where(double.IsFinite).ToArray();
            if (values.Length == 0) return true;
            var sorted = values.Order().ToArray();
            var (low, high) = (sorted[(values.Length - 1) / 2], sorted[values.Length / 2]);
            var expected = double.IsInfinity(low + high) ? low / 2 + high / 2 : (low + high) / 2;
            return OrderStatistics.Median(values) == (values.Length % 2 == 1 ? high : expected);
        }).CheckSeeded();

    [Fact]
    public void Middle_finds_the_extremes_of_whole_numbers()
    {
        Assert.Equal((long.MinValue, long.MaxValue), OrderStatistics.Middle([long.MaxValue, long.MinValue]));
        Assert.Equal((-1, -1), OrderStatistics.Middle([5, -1, -7]));
    }

    [Fact]
    public void Infinities_have_their_places() =>
        Assert.Equal(3, OrderStatistics.Median([double.PositiveInfinity, 3, double.NegativeInfinity]));
}
