using FsCheck;
using FsCheck.Fluent;
using Rondo.Engine.Data;
using Rondo.Engine.Statistics;

namespace Rondo.Engine.Tests.Statistics;

public sealed class SortedColumnTests
{
    static readonly Gen<double[]> _columns = Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, 1.5, -1.5, 1e300, 5e-324)
        .Or(Gen.Choose(-20, 20).Select(i => i / 4.0)).ArrayOf();

    [Fact]
    public void Values_counts_and_ranks_are_those_of_the_definition() => Prop.ForAll(_columns.ToArbitrary(), values =>
    {
        var sorted = SortedColumn.Of(new DoubleColumn(values));
        double[] known = [.. values.Where(v => !double.IsNaN(v)).Select(v => v + 0.0)];
        double[] finite = [.. known.Where(double.IsFinite)];
        var ranks = sorted.DoubledRanks();
        return sorted.Values.SequenceEqual(known.Distinct().Order())
            && sorted.Counts.SequenceEqual(known.GroupBy(v => v).OrderBy(g => g.Key).Select(g => g.Count()))
            && sorted.Infinite == known.Length - finite.Length
            // Twice the mean rank: rows below, twice, and the ties with itself.
            && values.Select((v, row) => ranks[row] == (double.IsFinite(v) ? 2 * finite.Count(o => o < v) + finite.Count(o => o == v) + 1 : 0)).All(right => right);
    }).CheckSeeded();

    [Fact]
    public void A_histogram_has_every_finite_value_once_and_quantiles_lie_within() => Prop.ForAll(_columns.ToArbitrary(), values =>
    {
        var sorted = SortedColumn.Of(new DoubleColumn(values));
        var count = values.Count(double.IsFinite);
        var (histogram, numbers) = (ValueHistogram.Of(sorted, 7), NumberStatistics.Of(sorted));
        if (count == 0) return histogram is null && numbers is null;
        return histogram!.Counts.Sum() == count && histogram.Edges.Length == 8
            && numbers!.Quantiles.All(q => q >= numbers.Min && q <= numbers.Max) && numbers.Quantiles.Order().SequenceEqual(numbers.Quantiles);
    }).CheckSeeded();

    [Fact]
    public void Spearman_is_Pearson_of_ranks_among_the_rows_in_common() => Prop.ForAll(_columns.Two().ToArbitrary(), pair =>
    {
        var rows = Math.Min(pair.Item1.Length, pair.Item2.Length);
        var (x, y) = (pair.Item1[..rows], pair.Item2[..rows]);
        int[] common = [.. Enumerable.Range(0, rows).Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i]))];
        var (sortedX, sortedY) = (SortedColumn.Of(new DoubleColumn(x)), SortedColumn.Of(new DoubleColumn(y)));

        var found = CorrelationMatrix.Spearman([CorrelatedColumn.OfRanks(sortedX), CorrelatedColumn.OfRanks(sortedY)], threads: 2)[0, 1];

        var expected = ByDefinition([.. common.Select(i => Rank(x, common, i))], [.. common.Select(i => Rank(y, common, i))]);
        return found is null ? expected is null : expected is { } r && Math.Abs(r - found.Value) < 1e-9;
    }).CheckSeeded();

    [Fact]
    public void Associations_that_are_undefined_are_null()
    {
        Assert.Null(CramersV.Of([3, 4], 1, 2));
        Assert.Null(CramersV.Of([0, 0, 0, 0], 2, 2));
        Assert.Equal(1, CramersV.Of([500, 0, 0, 500], 2, 2)!.Value, 1e-9);
        Assert.Null(CorrelationRatio.Of([0, 1, 0], [2, 2, 2], 2));
        Assert.Null(CorrelationRatio.Of([-1, 0], [double.NaN, 1], 1));
        Assert.Equal(1, CorrelationRatio.Of([0, 1, 0], [2, 3, 2], 2)!.Value, 1e-12);
    }

    static double Rank(double[] values, int[] among, int row) => among.Count(o => values[o] < values[row]) + (among.Count(o => values[o] == values[row]) + 1) / 2.0;

    static double? ByDefinition(double[] x, double[] y)
    {
        if (x.Length < 2 || x.Distinct().Count() < 2 || y.Distinct().Count() < 2) return null;
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
    }
}
