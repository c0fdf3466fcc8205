using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Statistics;

/// <summary>The distance of Jensen and Shannon: the root of the divergence (Endres and Schindelin 2003). Values equal scipy.spatial.distance.jensenshannon's.</summary>
[Part("jensen_shannon", "Jensen-Shannon distance, the root of the divergence (Endres and Schindelin 2003; scipy.spatial.distance.jensenshannon).")]
public sealed record JensenShannon : BinnedStatistic
{
    [Param("The base of the logarithm: e or 2; with 2 the distance lies between 0 and 1.")]
    public object Base { get; init; } = "e";

    public override StatisticResult Compare(BinnedPair pair)
    {
        var (p, q) = (pair.ReferenceShares, pair.CurrentShares);
        var middle = new double[p.Length];
        for (var i = 0; i < middle.Length; i++) middle[i] = (p[i] + q[i]) / 2;
        var divergence = (ShareDistances.Divergence(p, middle) + ShareDistances.Divergence(q, middle)) / 2;
        var distance = Math.Sqrt(Math.Max(0, divergence) / LogOfBase());
        return new StatisticResult(distance) { Effect = distance };
    }

    double LogOfBase() => Base switch
    {
        "e" => 1,
        "2" or 2 or 2L or 2.0 => 0.69314718055994530942,
        _ => throw new RondoException(new Mistake("bad_parameter", $"'base' is '{Convert.ToString(Base, System.Globalization.CultureInfo.InvariantCulture)}'; expected e or 2.") { Field = "base" }),
    };
}
