using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics.Distributions;

/// <summary>Tails of the standard normal distribution.</summary>
static class NormalDistribution
{
    public static double UpperTail(double z) => Functions.NormalCdf(-z);

    public static double Density(double z) => 0.3989422804014327 * Functions.Exp(-0.5 * z * z);

    /// <summary>The value that is exceeded with this probability.</summary>
    public static double UpperQuantile(double probability) => -Functions.NormalQuantile(probability);

    /// <summary>The p-value of z under this alternative.</summary>
    public static double PValue(double z, Alternative alternative) => alternative switch
    {
        Alternative.Less => Functions.NormalCdf(z),
        Alternative.Greater => UpperTail(z),
        _ => Math.Min(1, 2 * UpperTail(Math.Abs(z))),
    };
}
