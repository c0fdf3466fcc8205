using Rondo.Engine.Statistics.Decisions;

namespace Rondo.Experiment.AbTests;

/// <summary>Whether the arms got the units that their shares promise.</summary>
public static class ArmSizes
{
    /// <param name="stages">Of each stage of the ramp the shares of the arms, and the units that were first seen in it. Shapes: arms.</param>
    /// <returns>The test's p-value, and whether it is an alarm; null before there are units.</returns>
    public static (double PValue, bool IsAlarm)? Check(IReadOnlyList<(double[] Shares, int[] Units)> stages)
    {
        // A stage has arms of its own size: what is expected adds up.
        var seen = stages.Where(s => s.Units.Sum() > 0 && s.Shares.Sum() > 0).ToArray();
        if (seen.Length == 0) return null;
        var (observed, expected) = (new double[seen[0].Shares.Length], new double[seen[0].Shares.Length]);
        foreach (var (shares, units) in seen)
        {
            var (all, total) = (units.Sum(), shares.Sum());
            for (var arm = 0; arm < shares.Length; arm++)
            {
                observed[arm] += units[arm];
                expected[arm] += all * shares[arm] / total;
            }
        }
        for (var arm = 0; arm < expected.Length; arm++)
            if (expected[arm] == 0 && observed[arm] > 0) return (0, true);
        var test = new SampleRatio().Test(observed, expected);
        return (test.PValue!.Value, (bool)test.Details.First(d => d.Key == "alert").Value!);
    }
}
