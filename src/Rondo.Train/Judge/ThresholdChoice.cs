using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Metrics;

namespace Rondo.Train.Judge;

/// <summary>
/// The probability from which on a binary model says yes, chosen on out-of-fold predictions: the middle of the widest range of thresholds
/// that are equally good, of equally wide ones the one nearest to 0.5.
/// </summary>
/// <param name="Criterion">The metric's name, 'recall_at_precision', or 'cost'.</param>
/// <param name="Value">Of the criterion at the threshold; a cost is that of a row.</param>
public sealed record ThresholdChoice(double Threshold, string Criterion, double Value)
{
    /// <summary>The criterion at 0.5; null where it is undefined, or where 0.5 misses the precision asked for.</summary>
    public double? AtHalf { get; init; }

    /// <summary>The criterion when every row is called negative; null where it is undefined.</summary>
    public double? AllNegative { get; init; }

    /// <summary>The criterion when every row is called positive; null where it is undefined.</summary>
    public double? AllPositive { get; init; }

    /// <summary>By cost: what a row costs less than at 0.5; null for other criteria.</summary>
    public double? SavedAgainstHalf => Saved(AtHalf);

    public double? SavedAgainstAllNegative => Saved(AllNegative);

    public double? SavedAgainstAllPositive => Saved(AllPositive);

    /// <exception cref="RondoException">The metric judges probabilities, not answers; or it has no value at any threshold.</exception>
    public static ThresholdChoice ByMetric(Scored outOfFold, IMetric metric)
    {
        var name = PartCatalog.NameOf(metric);
        if (!JudgesAnswers(metric))
            throw new RondoException("no_threshold_metric", $"'{name}' judges probabilities: it has no best threshold.", "Choose by f1, accuracy, recall_at_precision or costs.");
        var prepared = metric.Prepare(Answers([1, 0, 1, 0], [0.9, 0.9, 0.1, 0.1]));
        var sign = metric.HigherIsBetter ? 1 : -1;
        return Choose(outOfFold, name, sign, c => prepared([c.TruePositive, c.FalsePositive, c.FalseNegative, c.TrueNegative]).Value);
    }

    /// <summary>The least mean cost of a row.</summary>
    /// <exception cref="RondoException">The costs contradict each other.</exception>
    public static ThresholdChoice ByCost(Scored outOfFold, CostMatrix costs)
    {
        costs.Checked();
        return Choose(outOfFold, "cost", -1, c => costs.PerRow(c));
    }

    /// <summary>The highest recall whose precision is at least this.</summary>
    /// <exception cref="RondoException">No threshold reaches the precision.</exception>
    public static ThresholdChoice ByRecallAtPrecision(Scored outOfFold, double precision) =>
        Choose(outOfFold, "recall_at_precision", 1, c => RecallAtPrecision(c, precision));

    /// <summary>The highest recall whose precision is at least this; undefined when no threshold reaches it or no row is positive.</summary>
    public static MetricValue RecallAtPrecision(Scored scored, double precision)
    {
        var recalls = Decisions.Of(scored).Select(d => RecallAtPrecision(d.Confusion, precision)).OfType<double>().ToArray();
        return recalls.Length > 0 ? MetricValue.Of(recalls.Max()) : MetricValue.Undefined(FormattableString.Invariant($"no threshold has a precision of {precision}"));
    }

    static double? RecallAtPrecision(Confusion c, double precision)
    {
        var (called, positive) = (c.TruePositive + c.FalsePositive, c.TruePositive + c.FalseNegative);
        return called > 0 && positive > 0 && c.TruePositive >= precision * called ? c.TruePositive / positive : null;
    }

    static ThresholdChoice Choose(Scored scored, string criterion, int sign, Func<Confusion, double?> valueOf)
    {
        var decisions = Decisions.Of(scored);
        var values = decisions.Select(d => valueOf(d.Confusion)).ToArray();
        if (!values.Any(v => v is not null))
            throw new RondoException("no_threshold", $"No threshold gives '{criterion}' a value on the {scored.Rows} out-of-fold rows.", "Ask for less, choose by another metric, or look whether the model tells the classes apart.");
        var best = values.OfType<double>().Max(v => sign * v);
        var threshold = MiddleOfWidest(decisions, i => sign * values[i] == best);
        return new ThresholdChoice(threshold, criterion, sign * best)
        {
            AtHalf = valueOf(Decisions.At(decisions, 0.5)),
            AllNegative = valueOf(Decisions.At(decisions, double.PositiveInfinity)),
            AllPositive = valueOf(Decisions.At(decisions, double.NegativeInfinity)),
        };
    }

    static double MiddleOfWidest(IReadOnlyList<Decision> decisions, Func<int, bool> isBest)
    {
        var (threshold, width) = (0.5, -1.0);
        for (var i = 0; i < decisions.Count; i++)
        {
            if (!isBest(i)) continue;
            var low = decisions[i].Low;
            while (i + 1 < decisions.Count && isBest(i + 1)) i++;
            var high = decisions[i].High;
            var middle = low + (high - low) / 2;
            // Between neighbouring numbers there is no middle, and the low end belongs to the decision below.
            if (!(middle > low)) middle = high;
            if (high - low < width || (high - low == width && Math.Abs(middle - 0.5) >= Math.Abs(threshold - 0.5))) continue;
            (threshold, width) = (Math.Max(0, middle), high - low);
        }
        return threshold;
    }

    // Equal answers by other probabilities: what changes nothing looks at answers alone.
    static bool JudgesAnswers(IMetric metric) =>
        metric.Fits(TaskKind.Binary)
        && metric.Compute(Answers([0, 1, 0, 1], [0.6, 0.7, 0.2, 0.1])).Value is { } one
        && metric.Compute(Answers([0, 1, 0, 1], [0.9, 0.6, 0.4, 0.01])).Value == one;

    static Scored Answers(double[] truth, double[] probabilities) =>
        new(new Target(TaskKind.Binary, truth, ["no", "yes"]), [.. probabilities.SelectMany(p => new[] { 1 - p, p })]);

    double? Saved(double? than) => Criterion == "cost" ? than - Value : null;
}
