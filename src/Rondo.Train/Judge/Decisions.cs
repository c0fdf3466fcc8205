using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;

namespace Rondo.Train.Judge;

/// <summary>The weight of the rows by truth and answer.</summary>
readonly record struct Confusion(double TruePositive, double FalsePositive, double FalseNegative, double TrueNegative)
{
    public double Total => TruePositive + FalsePositive + FalseNegative + TrueNegative;
}

/// <summary>Thresholds above <paramref name="Low"/> and up to <paramref name="High"/>, which all give these answers.</summary>
readonly record struct Decision(double Low, double High, Confusion Confusion);

/// <summary>Every way in which a threshold can part the rows of a binary task, from the lowest threshold to the highest.</summary>
static class Decisions
{
    /// <exception cref="RondoException">Another task, no row with a weight, or a prediction that is no number.</exception>
    public static IReadOnlyList<Decision> Of(Scored scored)
    {
        if (scored.Target.Task != TaskKind.Binary)
            throw new RondoException("no_threshold", "Only a binary task has a threshold; several classes are told apart by the highest probability.", "Leave the threshold out.");
        if (scored.Problem is { } problem) throw new RondoException("not_finite", $"No threshold can be chosen: {problem}.");
        var weights = scored.WeightsOrOnes();
        int[] rows = [.. Enumerable.Range(0, scored.Rows).Where(row => weights[row] > 0)];
        if (rows.Length == 0) throw new RondoException("no_rows", "There is no row with a weight to choose a threshold on.");
        Array.Sort(Array.ConvertAll(rows, row => (scored.Probability(row, 1), row)), rows);

        var (positives, negatives) = (0.0, 0.0);
        foreach (var row in rows)
        {
            if (scored.ActualClass(row) == 1) positives += weights[row];
            else negatives += weights[row];
        }
        var decisions = new List<Decision>();
        var (missed, refused, low) = (0.0, 0.0, 0.0);
        for (var i = 0; i < rows.Length;)
        {
            var high = scored.Probability(rows[i], 1);
            // Rows at 0 are positive at threshold 0 alone.
            decisions.Add(new Decision(high > 0 ? low : -double.Epsilon, high, new Confusion(positives - missed, negatives - refused, missed, refused)));
            for (; i < rows.Length && scored.Probability(rows[i], 1) == high; i++)
            {
                if (scored.ActualClass(rows[i]) == 1) missed += weights[rows[i]];
                else refused += weights[rows[i]];
            }
            low = high;
        }
        // No row at all, unless one is certain: a threshold is a probability.
        if (low < 1) decisions.Add(new Decision(low, 1, new Confusion(0, 0, positives, negatives)));
        return decisions;
    }

    /// <summary>What a threshold gives.</summary>
    public static Confusion At(IReadOnlyList<Decision> decisions, double threshold)
    {
        foreach (var decision in decisions)
            if (threshold <= decision.High) return decision.Confusion;
        var all = decisions[0].Confusion;
        return new Confusion(0, 0, all.TruePositive + all.FalseNegative, all.FalsePositive + all.TrueNegative);
    }
}
