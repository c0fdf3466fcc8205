using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms;

/// <summary>The weight of each row, class weights included.</summary>
static class RowWeights
{
    public static double[] Of(TrainingSet data)
    {
        var weights = data.Weights;
        if (weights is null)
        {
            weights = new double[data.Rows];
            Array.Fill(weights, 1);
        }
        if (!(Reductions.Sum(weights) > 0))
            throw new RondoException("no_rows", "There is no row with a weight to learn from.", "Check filters, split and weights.");
        return weights;
    }

    /// <summary>Balanced: every class gets the same total, and the total of all stays (King and Zeng 2001).</summary>
    public static double[] Of(TrainingSet data, ClassWeight classWeight)
    {
        var weights = Of(data);
        if (classWeight == ClassWeight.None) return weights;
        var totals = ClassTotals(data.Target, weights);
        var all = Reductions.Sum(totals);
        var present = totals.Count(t => t > 0);
        var balanced = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] > 0) balanced[i] = weights[i] * (all / (present * totals[(int)data.Target.Values[i]]));
        return balanced;
    }

    public static double[] ClassTotals(Target target, double[] weights)
    {
        var totals = new double[target.Outputs];
        for (var i = 0; i < weights.Length; i++) totals[(int)target.Values[i]] += weights[i];
        return totals;
    }
}
