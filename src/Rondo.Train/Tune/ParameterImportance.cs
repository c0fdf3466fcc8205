using System.Collections.Immutable;
using Rondo.Engine.Numerics;

namespace Rondo.Train.Tune;

/// <summary>How much of the difference between a model's trials goes back to one parameter.</summary>
/// <param name="Share">Of a model's parameters these add up to 1.</param>
public sealed record ParameterImportance(string Model, string Parameter, double Share)
{
    private const int Trees = 64;
    private const int FewestTrials = 5;

    /// <summary>
    /// First-order fANOVA (Hutter, Hoos and Leyton-Brown 2014): trees are fitted to the ranks of the completed trials' scores, and a
    /// parameter's share is the variance of their mean prediction along it, over the sum for all parameters. Where trials lie densely
    /// counts no more than elsewhere. A model with fewer than five completed trials, or with equal scores, is left out.
    /// </summary>
    public static ImmutableArray<ParameterImportance> Of(Study study) => [.. study.Spaces.SelectMany(s => Of(s, [.. study.Trials.Where(t => t.Model == s.Model && t.State == TrialState.Completed)]))];

    static IEnumerable<ParameterImportance> Of(SearchSpace space, Trial[] trials)
    {
        if (trials.Length < FewestTrials || space.Dimensions.Length == 0) return [];
        double[][] points = [.. trials.Select(t => space.PointOf(t.Parameters))];
        var ranks = Ranks(trials);
        var random = new CounterRandom(0, "parameter_importance");
        var variances = new double[space.Dimensions.Length];
        for (var t = 0; t < Trees; t++)
        {
            var tree = new SurrogateTree(points, ranks, random.Child((ulong)t));
            for (var j = 0; j < variances.Length; j++) variances[j] += tree.MarginalVariance(j);
        }
        var total = variances.Sum();
        return total > 0 ? space.Dimensions.Select((d, j) => new ParameterImportance(space.Model, d.Name, variances[j] / total)) : [];
    }

    // Scores themselves would let a few very bad trials decide. Equal scores share their mean rank; the mean of all ranks is 0.
    static double[] Ranks(Trial[] trials)
    {
        var ranks = new double[trials.Length];
        int[] order = [.. Enumerable.Range(0, trials.Length).OrderBy(i => trials[i].Score)];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && trials[order[end]].Score == trials[order[start]].Score) end++;
            for (var i = start; i < end; i++) ranks[order[i]] = (start + end - order.Length) / 2.0 / order.Length;
            start = end;
        }
        return ranks;
    }
}
