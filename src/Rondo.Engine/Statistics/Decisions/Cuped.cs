using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics.Decisions;

/// <summary>A difference freed of what was known of the units beforehand (Deng, Xu, Kohavi and Walker 2013), the slope pooled over both arms.</summary>
[Part("cuped", "Difference of two arms, less what a covariate from before explains (Deng, Xu, Kohavi and Walker 2013).")]
public sealed record Cuped : IStatistic
{
    [Param("Whether the difference is in the metric's unit, or relative to the control's mean.")]
    public DifferenceKind Difference { get; init; }

    [Param("The interval misses the truth with this probability.", Min = 1e-9, Max = 0.999999)]
    public double Alpha { get; init; } = 0.05;

    public StatisticResult Compute(StatisticInput input) => Compare(Pairs.Of(input, "control"), Pairs.Of(input, "treatment"));

    /// <summary>Both arms freed of what the covariate explains, as they are without, and the correlation of outcome and covariate. Each covariate has as many values as its outcome.</summary>
    public static AdjustedArms Adjust((double[] Post, double[] Pre) control, (double[] Post, double[] Pre) treatment) =>
        Adjust(new Pairs("control", control.Post, control.Pre), new Pairs("treatment", treatment.Post, treatment.Pre));

    static AdjustedArms Adjust(Pairs control, Pairs treatment)
    {
        var (theta, correlation) = Slope(control, treatment);
        return new AdjustedArms(control.Adjusted(theta), treatment.Adjusted(theta), control.Adjusted(0), treatment.Adjusted(0), theta, correlation);
    }

    StatisticResult Compare(Pairs control, Pairs treatment)
    {
        var (a, b, rawA, rawB, theta, correlation) = Adjust(control, treatment);
        var adjusted = ArmDifference.Of(a, b, Difference, "cuped", rawA.Mean, rawB.Mean);
        var raw = ArmDifference.Of(rawA, rawB, Difference, "cuped");
        var result = RelativeLift.Test(adjusted, Alpha)
            .With("theta", theta)
            .With("correlation", correlation)
            .With("variance_ratio", adjusted.Variance / raw.Variance)
            .With("unadjusted_effect", raw.Value)
            .With("unadjusted_standard_error", raw.StandardError);
        return b.AddTo(a.AddTo(result));
    }

    // Of both arms as one sample; 0 where the covariate tells nothing.
    static (double Theta, double Correlation) Slope(Pairs control, Pairs treatment)
    {
        double[] post = [.. control.Post, .. treatment.Post], pre = [.. control.Pre, .. treatment.Pre];
        var (meanPost, meanPre) = (Moments.Mean(post), Moments.Mean(pre));
        for (var i = 0; i < post.Length; i++) (post[i], pre[i]) = (post[i] - meanPost, pre[i] - meanPre);
        var (shared, ofPre, ofPost) = (Reductions.Dot(post, pre), Reductions.SumOfSquares(pre), Reductions.SumOfSquares(post));
        return ofPre == 0 ? (0, 0) : (shared / ofPre, ofPost == 0 ? 0 : shared / Math.Sqrt(ofPre * ofPost));
    }

    /// <summary>What each unit of an arm did during the experiment and before it.</summary>
    private sealed record Pairs(string Name, double[] Post, double[] Pre)
    {
        public static Pairs Of(StatisticInput input, string name)
        {
            var group = input.Group(name);
            var (post, pre) = (group.Numbers("post"), group.Numbers("pre"));
            if (post.Length != pre.Length) throw group.Bad("pre", $"it has {pre.Length} values and post {post.Length}", "one for each unit");
            if (post.Length < 2) throw new RondoException(new Mistake("too_few_values", $"cuped needs at least 2 units in each arm, and '{name}' has {post.Length}.") { Field = name, Hint = "Wait for more units." });
            return new Pairs(name, post, pre);
        }

        public Arm Adjusted(double theta)
        {
            var values = new double[Post.Length];
            for (var i = 0; i < values.Length; i++) values[i] = Post[i] - theta * Pre[i];
            var (mean, deviation) = Moments.Of(values);
            return new Arm(Name, values.Length, mean, deviation * deviation * values.Length / (values.Length - 1));
        }
    }
}

/// <summary>Two arms with and without an adjustment by a covariate.</summary>
/// <param name="Theta">The slope of the outcome on the covariate, pooled over both arms.</param>
public sealed record AdjustedArms(Arm Control, Arm Treatment, Arm RawControl, Arm RawTreatment, double Theta, double Correlation);
