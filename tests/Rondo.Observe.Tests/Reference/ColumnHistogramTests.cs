using Rondo.Engine.Data;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Tests.Reference;

public sealed class ColumnHistogramTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(500)]
    public void Every_row_is_in_one_range_or_missing(int points)
    {
        var random = new Random(1);
        double[] before = [double.NegativeInfinity, double.NaN, .. Enumerable.Range(0, 5000).Select(_ => random.NextDouble()), 1e9];
        double[] now = [double.PositiveInfinity, double.NaN, double.NaN, -5, .. Enumerable.Range(0, 96).Select(_ => random.NextDouble())];

        var histogram = ColumnHistogram.Of(ColumnProfile.Of("x", new DoubleColumn(before), points), [new DoubleColumn(now)])!;

        Assert.Equal(1, histogram.ReferenceMissing + histogram.Ranges.Sum(r => r.Reference), 1e-9);
        Assert.Equal(1, histogram.CurrentMissing + histogram.Ranges.Sum(r => r.Current), 1e-9);
        Assert.Equal(0.02, histogram.CurrentMissing);
        Assert.Equal(0, histogram.Ranges.Where(r => r.IsOutside).Sum(r => r.Reference), 1e-12);
    }

    [Fact]
    public void One_value_far_out_leaves_the_others_apart()
    {
        double[] before = [.. Enumerable.Range(0, 1000).Select(i => i / 1000.0), 1e6];
        double[] now = [.. Enumerable.Range(0, 100).Select(i => 0.9 + i / 1000.0), 2e6];

        var histogram = ColumnHistogram.Of(ColumnProfile.Of("x", new DoubleColumn(before), 512), [new DoubleColumn(now)])!;

        Assert.True(histogram.Ranges.Length > 10);
        Assert.All(histogram.Ranges, r => Assert.InRange(r.Reference, 0, 0.1));
        Assert.Equal(1 / 101.0, histogram.OutsideShare, 1e-12);
        Assert.True(histogram.Ranges[^1].IsOutside);
    }

    [Fact]
    public void New_values_are_named_and_counted()
    {
        var before = ColumnProfile.Of("plan", TextColumn.From([.. Enumerable.Repeat<string?>("basic", 60), .. Enumerable.Repeat<string?>("plus", 39), null]), 512);

        var histogram = ColumnHistogram.Of(before, [TextColumn.From(["basic", "gold", null]), TextColumn.From(["gold", "iron"])])!;

        Assert.Equal([("gold", 2), ("iron", 1)], histogram.NewValues);
        Assert.Equal((0.01, 0.2, 0.6), (histogram.ReferenceMissing, histogram.CurrentMissing, histogram.OutsideShare));
        Assert.Equal(("plan = basic", 0.6, 0.2), (histogram.Ranges[0].Name, histogram.Ranges[0].Reference, histogram.Ranges[0].Current));
    }

    [Fact]
    public void Times_and_columns_without_values_have_none()
    {
        Assert.Null(ColumnHistogram.Of(ColumnProfile.Of("day", new IntegerColumn(ColumnType.Date, [1, 2, 3]), 512), []));
        Assert.Null(ColumnHistogram.Of(ColumnProfile.Of("x", new DoubleColumn([double.NaN]), 512), []));
    }
}
