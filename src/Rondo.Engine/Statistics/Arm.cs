using Rondo.Engine.Errors;

namespace Rondo.Engine.Statistics;

/// <summary>What a comparison of means knows of one side: its count, mean and variance.</summary>
/// <param name="Variance">Of one unit: with n - 1 below; of a share p it is p (1 - p).</param>
public sealed record Arm(string Name, double Count, double Mean, double Variance, bool IsShare = false, int Missing = 0)
{
    /// <summary>The variance of the mean.</summary>
    public double MeanVariance => Variance / Count;

    public static Arm Of(NumberSample sample) => new(sample.Name, sample.Count, sample.Mean, sample.Variance, Missing: sample.Missing);

    /// <summary>Refuses an arm whose variance is not known.</summary>
    public Arm WithVariance(string what)
    {
        if (Count >= 2 || (IsShare && Count >= 1)) return this;
        throw new RondoException(new Mistake("too_few_values", $"{what} needs at least 2 values, and '{Name}' has {Count}.") { Field = Name, Hint = "Wait for more rows." });
    }

    /// <summary>What is shown of it.</summary>
    public StatisticResult AddTo(StatisticResult result) =>
        result.With(Name, (System.Collections.Immutable.ImmutableArray<KeyValuePair<string, object?>>)[new("count", Count), new("mean", Mean), new("variance", Variance), new("missing", Missing)]);
}

/// <summary>Arms from the fields of an input.</summary>
static class ArmInput
{
    /// <summary>
    /// The field, or the other one where only that is given: a list of numbers, {n, sum, sum_squares} or {n, successes};
    /// of a ratio also {denominator_sum, denominator_sum_squares, sum_product}.
    /// </summary>
    public static Arm Arm(this StatisticInput input, string field, string other)
    {
        var name = !input.Has(field) && input.Has(other) ? other : field;
        if (!input.IsGroup(name)) return Statistics.Arm.Of(input.Sample(name).Finite("their mean is not defined"));
        var group = input.Group(name);
        var n = group.Count("n");
        if (n == 0) throw group.Bad("n", "it is 0", "at least 1");
        if (group.Has("successes"))
        {
            var share = Share(group, n);
            return new Arm(name, n, share, share * (1 - share), IsShare: true);
        }
        var (sum, squares) = (group.Number("sum"), group.Number("sum_squares"));
        var deviations = squares - sum / n * sum;
        // Rounding may leave a little below 0; more is a contradiction.
        if (deviations < -1e-9 * Math.Abs(squares)) throw group.Bad("sum_squares", FormattableString.Invariant($"it is {squares}, less than sum * sum / n = {sum / n * sum}"), "the sum of squares of the same values");
        var arm = new Arm(name, n, sum / n, n < 2 ? double.NaN : Math.Max(0, deviations) / (n - 1));
        return group.Has("denominator_sum") ? Ratio(arm, group) : arm;
    }

    /// <summary>
    /// Control and treatment, or reference and current. Below a share of 1, values above that quantile of both arms together count as it:
    /// few units then can't decide alone (winsorising, Dixon 1960).
    /// </summary>
    public static (Arm Control, Arm Treatment) Arms(this StatisticInput input, double winsorize)
    {
        if (winsorize == 1) return (input.Arm("control", "reference"), input.Arm("treatment", "current"));
        var (first, second) = input.Has("control") ? ("control", "treatment") : ("reference", "current");
        foreach (var field in (string[])[first, second])
            if (input.IsGroup(field)) throw input.Bad(field, "it is a summary", "the values themselves, which winsorize needs");
        var (control, treatment) = (input.Sample(first), input.Sample(second));
        var cap = NumberSample.Of([.. control.Sorted, .. treatment.Sorted], "both arms").Finite("their mean is not defined").Quantile(winsorize);
        return (Statistics.Arm.Of(control.Capped(cap)), Statistics.Arm.Of(treatment.Capped(cap)));
    }

    // A ratio of two means of the same units: its variance by the delta method (Deng, Knoblich and Lu 2018).
    static Arm Ratio(Arm top, StatisticInput group)
    {
        var (n, sum, squares) = (top.Count, group.Number("denominator_sum"), group.Number("denominator_sum_squares"));
        var mean = sum / n;
        if (mean == 0) throw group.Bad("denominator_sum", "it is 0", "a denominator that is not");
        var deviations = squares - mean * sum;
        if (deviations < -1e-9 * Math.Abs(squares)) throw group.Bad("denominator_sum_squares", FormattableString.Invariant($"it is {squares}, less than sum * sum / n = {mean * sum}"), "the sum of squares of the same values");
        var shared = (group.Number("sum_product") - top.Mean * sum) / (n - 1);
        var ratio = top.Mean / mean;
        var variance = (top.Variance - 2 * ratio * shared + ratio * ratio * Math.Max(0, deviations) / (n - 1)) / (mean * mean);
        return top with { Mean = ratio, Variance = Math.Max(0, variance) };
    }

    public static double Share(StatisticInput group, double n)
    {
        var successes = group.Count("successes");
        return successes <= n ? successes / n : throw group.Bad("successes", FormattableString.Invariant($"it is {successes}, more than n = {n}"), "at most n");
    }

    /// <summary>n and successes of a group, or of a column with two values.</summary>
    public static (double Count, double Successes) Trials(this StatisticInput input, string field, string? success)
    {
        if (input.IsGroup(field))
        {
            var group = input.Group(field);
            var n = group.Count("n");
            if (n == 0) throw group.Bad("n", "it is 0", "at least 1");
            return (n, Share(group, n) * n);
        }
        var categories = Categories.Of(input.Values(field), field);
        return (categories.Total, success is null ? 0 : categories.CountOf(success));
    }

    /// <summary>The value that counts as success when columns are compared: the later of the two that there are.</summary>
    public static string? SuccessOf(this StatisticInput input, params ReadOnlySpan<string> fields)
    {
        var (values, groups) = (new SortedSet<string>(StringComparer.Ordinal), 0);
        foreach (var field in fields)
        {
            if (input.IsGroup(field)) groups++;
            else values.UnionWith(Categories.Of(input.Values(field), field).Labels);
        }
        if (groups == fields.Length) return null;
        if (groups > 0) throw input.Bad(fields[0], "one side is {n, successes} and the other a list of values", "both of one form");
        if (values.Count <= 2) return values.Max;
        throw new RondoException("too_many_values", $"A proportion needs two values, and there are {values.Count}: {string.Join(", ", values.Take(5))}{(values.Count > 5 ? ", ..." : "")}.", "Use chi_square for more than two.");
    }
}
