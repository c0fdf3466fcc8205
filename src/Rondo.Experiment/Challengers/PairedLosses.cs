using Rondo.Engine.Statistics;
using Rondo.Engine.Statistics.Decisions;
using Rondo.Experiment.AbTests;

namespace Rondo.Experiment.Challengers;

/// <summary>
/// Two versions that predicted the same units, by their losses: better by a share b is a mean of (1 - b)^p times the control's loss, less the treatment's, above 0,
/// where p is the power of the metric; so no approximation of a ratio decides.
/// </summary>
/// <param name="Improvement">By which share the treatment's error is lower.</param>
/// <param name="Interval">Of the improvement, by the delta method for a ratio of paired means.</param>
/// <param name="IsBetter">Whether it is lower by the share that the rules ask for, for sure.</param>
/// <param name="IsWorse">Whether it is higher, for sure.</param>
/// <param name="PValue">Of no difference; null for a Bayesian test.</param>
public sealed record PairedLosses(int Units, double ControlError, double Error, double Improvement, (double Low, double High) Interval, bool IsBetter, bool IsWorse, double? PValue)
{
    /// <param name="control">Shape: units.</param>
    /// <param name="treatment">Of the same units, in the same order.</param>
    /// <param name="power">The metric is the mean loss to the power of one over this.</param>
    /// <returns>Null before there are enough units, or while the losses are the same.</returns>
    public static PairedLosses? Of(double[] control, double[] treatment, int power, AbTestRules rules)
    {
        var n = control.Length;
        if (n < 2) return null;
        var (lossC, lossT) = (Effect.ArmOf("control", control).Mean, Effect.ArmOf("treatment", treatment).Mean);
        var plain = Test([.. control.Zip(treatment, (c, t) => c - t)], rules);
        if (plain is null || lossC == 0) return null;
        var factor = Math.Pow(1 - rules.BetterBy, power);
        var asked = rules.BetterBy == 0 ? plain : Test([.. control.Zip(treatment, (c, t) => factor * c - t)], rules);
        var (errorC, errorT) = (Math.Pow(lossC, 1.0 / power), Math.Pow(lossT, 1.0 / power));
        // Of t/c the deviation of (t - r c) / mean(c), and of its root by the slope there.
        var ratio = lossT / lossC;
        var spread = Test([.. control.Zip(treatment, (c, t) => (t - ratio * c) / lossC)], rules);
        var half = spread is null ? 0 : (spread.Interval!.Value.High - spread.Interval.Value.Low) / 2;
        var (low, high) = (Root(ratio + half, power), Root(Math.Max(0, ratio - half), power));
        return new PairedLosses(n, errorC, errorT, 1 - errorT / errorC, (1 - low, 1 - high), asked?.Interval!.Value.Low > 0, plain.Interval!.Value.High < 0, rules.Test == CertaintyTest.Bayesian ? null : plain.PValue);
    }

    static double Root(double ratio, int power) => Math.Pow(ratio, 1.0 / power);

    static StatisticResult? Test(double[] differences, AbTestRules rules)
    {
        var sample = Effect.ArmOf("differences", differences);
        if (sample.Variance == 0) return null;
        var alpha = 1 - rules.Confidence;
        return rules.Test switch
        {
            CertaintyTest.Sequential => new SequentialTest { Alpha = alpha }.OfMean(sample),
            CertaintyTest.Fixed => new PairedStudentTest { Alpha = alpha }.Of(differences),
            _ => new BayesianComparison { Alpha = alpha }.OfMean(sample),
        };
    }
}
