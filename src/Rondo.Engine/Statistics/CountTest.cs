using Rondo.Engine.Catalog;
using Rondo.Engine.Statistics.Distributions;

namespace Rondo.Engine.Statistics;

/// <summary>Which question a test of counts asks.</summary>
public enum CountTestMode
{
    /// <summary>Whether the current counts fit the reference's shares, taken as known.</summary>
    GoodnessOfFit,
    /// <summary>Whether both samples come from one distribution, neither known.</summary>
    Homogeneity,
}

/// <summary>A distance between observed and expected counts, and its p-value: of the chi-square test and the G-test.</summary>
static class CountTest
{
    public static StatisticResult Compare(BinnedPair pair, CountTestMode mode, bool correction, Func<double, double, double> term)
    {
        pair = pair.Occupied();
        // A value that the reference never had: no share to fit, so both samples count as samples.
        var isUnseen = mode == CountTestMode.GoodnessOfFit && Array.IndexOf(pair.Reference, 0) >= 0;
        if (isUnseen) mode = CountTestMode.Homogeneity;
        var degrees = pair.Reference.Length - 1;
        var statistic = mode == CountTestMode.GoodnessOfFit ? Fit(pair, term) : Table(pair, correction && degrees == 1, term);
        var total = mode == CountTestMode.GoodnessOfFit ? pair.CurrentTotal : pair.ReferenceTotal + pair.CurrentTotal;
        var result = new StatisticResult(statistic)
        {
            PValue = ChiSquareDistribution.UpperTail(statistic, degrees),
            Effect = Math.Sqrt(Math.Max(0, statistic) / total),
        }.With("degrees_of_freedom", degrees).With("mode", PartCatalog.SnakeCase(mode.ToString())).With("smallest_expected", SmallestExpected(pair, mode));
        return isUnseen ? result.With("note", "The current sample has values that the reference lacks: their expected count would be 0, so this is the test of homogeneity.") : result;
    }

    static double Fit(BinnedPair pair, Func<double, double, double> term)
    {
        var (sum, ratio) = (0.0, pair.CurrentTotal / pair.ReferenceTotal);
        for (var i = 0; i < pair.Reference.Length; i++) sum += term(pair.Current[i], pair.Reference[i] * ratio);
        return sum;
    }

    /// <param name="pair">The table, each column with something in it.</param>
    /// <param name="correction">Whether each count moves half a step towards its expectation (Yates 1934).</param>
    /// <param name="term">What an observed and an expected count add.</param>
    public static double Table(BinnedPair pair, bool correction, Func<double, double, double> term)
    {
        var (reference, current, sum) = (pair.ReferenceTotal, pair.CurrentTotal, 0.0);
        for (var i = 0; i < pair.Reference.Length; i++)
        {
            var both = pair.Reference[i] + pair.Current[i];
            sum += Term(pair.Reference[i], both * reference / (reference + current), correction, term);
            sum += Term(pair.Current[i], both * current / (reference + current), correction, term);
        }
        return sum;
    }

    static double Term(double observed, double expected, bool correction, Func<double, double, double> term)
    {
        var gap = expected - observed;
        return term(correction ? observed + Math.Sign(gap) * Math.Min(0.5, Math.Abs(gap)) : observed, expected);
    }

    static double SmallestExpected(BinnedPair pair, CountTestMode mode)
    {
        var (reference, current) = (pair.ReferenceTotal, pair.CurrentTotal);
        var smallest = double.PositiveInfinity;
        for (var i = 0; i < pair.Reference.Length; i++)
            smallest = Math.Min(smallest, mode == CountTestMode.GoodnessOfFit ? pair.Reference[i] / reference * current : (pair.Reference[i] + pair.Current[i]) * Math.Min(reference, current) / (reference + current));
        return smallest;
    }
}
