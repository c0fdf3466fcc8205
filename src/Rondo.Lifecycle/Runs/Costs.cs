using Rondo.Engine.Metrics;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Runs;

/// <summary>What a binary model's mistakes cost.</summary>
static class Costs
{
    /// <summary>The mean over the rows when the positive class is predicted from the threshold on.</summary>
    public static double PerRow(Scored scored, CostSpec costs, double threshold)
    {
        var (falsePositives, falseNegatives) = (0L, 0L);
        for (var row = 0; row < scored.Rows; row++)
        {
            var isPredicted = scored.Probability(row, 1) >= threshold;
            if (isPredicted && scored.ActualClass(row) == 0) falsePositives++;
            if (!isPredicted && scored.ActualClass(row) == 1) falseNegatives++;
        }
        return (falsePositives * costs.FalsePositive + falseNegatives * costs.FalseNegative) / scored.Rows;
    }
}
