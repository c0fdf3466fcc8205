using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;

namespace Rondo.Train.Judge;

/// <summary>What each kind of answer of a binary model costs; below 0 it brings something in. An error costs more than the right answer would.</summary>
public sealed record CostMatrix(double FalsePositive, double FalseNegative)
{
    public double TruePositive { get; init; }

    public double TrueNegative { get; init; }

    /// <summary>The best threshold when the probabilities are honest (Elkan 2001).</summary>
    public double HonestThreshold => (FalsePositive - TrueNegative) / (FalsePositive - TrueNegative + FalseNegative - TruePositive);

    /// <summary>The mean over the rows when the positive class is predicted from the threshold on.</summary>
    /// <exception cref="RondoException">Another task than a binary one, no row, or a prediction that is no number.</exception>
    public double PerRow(Scored scored, double threshold) => PerRow(Decisions.At(Decisions.Of(scored), threshold));

    internal double PerRow(Confusion c) =>
        (c.TruePositive * TruePositive + c.FalsePositive * FalsePositive + c.FalseNegative * FalseNegative + c.TrueNegative * TrueNegative) / c.Total;

    /// <exception cref="RondoException">A cost is no number, or an error costs no more than the right answer.</exception>
    public CostMatrix Checked()
    {
        var mistakes = new List<Mistake>();
        foreach (var (name, cost) in (ReadOnlySpan<(string, double)>)[("false_positive", FalsePositive), ("false_negative", FalseNegative), ("true_positive", TruePositive), ("true_negative", TrueNegative)])
            if (!double.IsFinite(cost)) mistakes.Add(new Mistake("bad_cost", $"The cost '{name}' is not a finite number.") { Field = name });
        if (mistakes.Count == 0 && FalsePositive <= TrueNegative) mistakes.Add(TooCheap("false_positive", FalsePositive, "true_negative", TrueNegative));
        if (mistakes.Count == 0 && FalseNegative <= TruePositive) mistakes.Add(TooCheap("false_negative", FalseNegative, "true_positive", TruePositive));
        return mistakes.Count == 0 ? this : throw new RondoException(mistakes);
    }

    static Mistake TooCheap(string error, double cost, string right, double than) =>
        new("bad_cost", FormattableString.Invariant($"A '{error}' costs {cost}, no more than a '{right}' ({than}): then one answer is right for every row."))
        {
            Field = error,
            Hint = "Give errors the higher cost; what a right answer brings in is a cost below 0.",
        };
}
