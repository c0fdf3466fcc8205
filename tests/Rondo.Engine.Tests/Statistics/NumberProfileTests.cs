using FsCheck;
using FsCheck.Fluent;
using Rondo.Engine.Statistics;

namespace Rondo.Engine.Tests.Statistics;

public sealed class NumberProfileTests
{
    [Fact]
    public void A_whole_profile_takes_its_samples_place_to_the_last_bit() => Prop.ForAll(Samples, Samples, (reference, current) =>
    {
        var (first, second) = (NumberSample.Of(reference, "reference"), NumberSample.Of(current, "current"));
        var profile = NumberProfile.Of(first, int.MaxValue);
        var (whole, exact) = (new KolmogorovSmirnov().Compare(profile, second), new KolmogorovSmirnov().Compare(first, second));
        return profile.IsWhole && profile.IsRising && whole.Statistic == exact.Statistic && whole.PValue == exact.PValue;
    }).CheckSeeded();

    [Fact]
    public void Of_fewer_points_the_gap_is_never_larger_and_little_smaller() => Prop.ForAll(Gen.Choose(0, 1000).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        double[] Draw(int count, double shift) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() + random.NextDouble() + shift)];
        var (first, second) = (NumberSample.Of(Draw(3000, 0), "reference"), NumberSample.Of(Draw(700, random.NextDouble() / 2), "current"));
        var profile = NumberProfile.Of(first, 128);
        var gap = new KolmogorovSmirnov().Compare(profile, second).Statistic;
        var exact = new KolmogorovSmirnov().Compare(first, second).Statistic;
        return profile.Points.Length <= 128 && profile.Lowest == first.Lowest && profile.Highest == first.Highest && gap <= exact && gap >= exact - 1.0 / 127 - 1.0 / 700;
    }).CheckSeeded();

    [Fact]
    public void Counts_between_points_are_exact_and_quantiles_are_points()
    {
        var profile = NumberProfile.Of(NumberSample.Of([1, 1, 2, 3, 3, 3, 7], "x"), 100);
        Assert.Equal([1.0, 2, 3, 7], profile.Points);
        Assert.Equal(4, profile.CountBetween(1, 3));
        Assert.Equal(7, profile.CountBetween(double.NegativeInfinity, 7));
        Assert.Equal(3, profile.Quantile(0.5));
        Assert.Equal(7, profile.Quantile(1));
    }

    static Arbitrary<double[]> Samples => Gen.Choose(-8, 8).Select(i => i / 4.0).NonEmptyListOf().Select(l => l.ToArray()).ToArbitrary();
}
