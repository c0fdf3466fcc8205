using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;
using Rondo.Engine.Numerics;

namespace Rondo.Train.Judge;

/// <summary>What each row adds to the error: the absolute error of a number, the negative logarithm of the true class's probability.</summary>
static class RowLoss
{
    // A model that is sure and wrong loses much, and not everything: one such row must not make a slice.
    private const double Least = 1e-4;

    public static string NameFor(TaskKind task) => task == TaskKind.Regression ? "absolute_error" : "log_loss";

    public static double[] Of(Scored scored)
    {
        if (scored.Target.Task == TaskKind.Clustering)
            throw new RondoException("no_loss", "Clusters have no truth that rows could miss: there are no weak slices to look for.");
        if (scored.Problem is { } problem) throw new RondoException("not_finite", $"The rows cannot be judged: {problem}.");
        var losses = new double[scored.Rows];
        for (var row = 0; row < losses.Length; row++)
            losses[row] = scored.Target.Task == TaskKind.Regression
                ? Math.Abs(scored.Target.Values[row] - scored.Predictions[row])
                : -Functions.Log(Math.Max(Least, scored.Probability(row, scored.ActualClass(row))));
        return losses;
    }
}
