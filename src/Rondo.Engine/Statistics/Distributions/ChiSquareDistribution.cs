using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics.Distributions;

/// <summary>The sum of squares of so many standard normal values.</summary>
static class ChiSquareDistribution
{
    /// <summary>The probability of at least this much; 1 without degrees of freedom, where nothing can differ.</summary>
    public static double UpperTail(double statistic, double degreesOfFreedom) =>
        degreesOfFreedom == 0 ? 1 : Functions.GammaUpper(degreesOfFreedom / 2, statistic / 2);
}
