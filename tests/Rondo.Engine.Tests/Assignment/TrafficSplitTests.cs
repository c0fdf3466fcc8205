using System.Globalization;
using Rondo.Engine.Assignment;
using Rondo.Engine.Statistics.Decisions;

namespace Rondo.Engine.Tests.Assignment;

public sealed class TrafficSplitTests
{
    const int Units = 100_000;

    [Theory]
    [InlineData("line")]
    [InlineData("bike-rentals/2026-11")]
    [InlineData("7f3a")]
    public void A_tenth_of_a_hundred_thousand_users_is_a_tenth_and_a_ramp_to_a_half_moves_nobody_between_arms(string seed)
    {
        var split = new TrafficSplit(seed, [new TrafficArm("control", 1, 5000, 5000, 5000), new TrafficArm("treatment", 2, 0, 5000, 1000)]);
        var ramped = split.Opened(new Dictionary<string, double> { ["treatment"] = 0.5 });
        var (treated, all) = (0, 0);
        for (var i = 0; i < Units; i++)
        {
            var user = "user-" + i.ToString(CultureInfo.InvariantCulture);
            var (before, after) = (split.ArmOf(user)?.Name, ramped.ArmOf(user)?.Name);
            if (before == "treatment") treated++;
            if (after == "treatment") all++;
            Assert.True(before is null || before == after);
        }
        Assert.InRange((double)treated / Units, 0.097, 0.103);
        Assert.InRange((double)all / Units, 0.49, 0.51);
    }

    [Fact]
    public void A_mismatch_of_two_points_is_told_and_the_hash_itself_gives_none_in_ten_thousand_experiments()
    {
        var srm = new SampleRatio();
        Assert.True(IsAlert(srm, [88_000, 12_000]));
        var alarms = 0;
        for (var experiment = 0; experiment < 10_000; experiment++)
        {
            var split = TrafficSplit.Of("experiment-" + experiment.ToString(CultureInfo.InvariantCulture), [("control", 1, 0.9), ("treatment", 2, 0.1)]);
            double[] counts = [0, 0];
            for (var user = 0; user < 2_000; user++) counts[split.ArmOf("u" + user.ToString(CultureInfo.InvariantCulture))!.Name == "control" ? 0 : 1]++;
            if (IsAlert(srm, counts)) alarms++;
        }
        Assert.InRange(alarms, 0, 15);
    }

    [Fact]
    public void Shares_of_arms_lie_side_by_side_and_leave_no_gap()
    {
        var split = TrafficSplit.Of("s", [("control", 1, 1.0 / 3), ("b", 2, 1.0 / 3), ("c", 3, 1.0 / 3)]);
        for (var place = 0; place < TrafficSplit.Parts; place++) Assert.Single(split.Arms, a => a.Serves(place));
        Assert.Throws<ArgumentOutOfRangeException>(() => TrafficSplit.Of("s", [("control", 1, 0.9), ("b", 2, 0.2)]));
    }

    [Fact]
    public void The_place_is_that_of_the_bucket_statistic()
    {
        foreach (var unit in (string[])["a", "42", "Köln", "", "a much longer name of somebody"])
            Assert.Equal(new UnitBucket { Version = 2 }.Place("seed", unit), new TrafficSplit("seed", []).PlaceOf(unit) / 10_000.0);
    }

    static bool IsAlert(SampleRatio srm, double[] counts) => (bool)srm.Test(counts, [0.9, 0.1]).Details.First(d => d.Key == "alert").Value!;
}
