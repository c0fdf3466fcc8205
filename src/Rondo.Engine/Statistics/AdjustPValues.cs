using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics;

/// <summary>How p-values of many tests are raised.</summary>
public enum Correction
{
    /// <summary>Times their number: no false alarm in any of them (Bonferroni 1936).</summary>
    Bonferroni,
    /// <summary>The same, stepwise and never weaker (Holm 1979).</summary>
    Holm,
    /// <summary>A bounded share of false alarms among the alarms (Benjamini and Hochberg 1995).</summary>
    BenjaminiHochberg,
}

/// <summary>p-values of many tests, raised so that their number makes no false alarms. Values equal statsmodels' multipletests.</summary>
[Part("adjust_p_values", "Corrects p-values for their number: Bonferroni, Holm, or Benjamini and Hochberg (1995; statsmodels multipletests).")]
public sealed record AdjustPValues : IStatistic
{
    [Param("The correction: bonferroni and holm bound the chance of any false alarm, benjamini_hochberg the share of false ones among the alarms.")]
    public Correction Method { get; init; }

    [Param("A test is significant when its corrected p-value is at most this.", Min = 1e-9, Max = 0.999999)]
    public double Alpha { get; init; } = 0.05;

    public StatisticResult Compute(StatisticInput input)
    {
        var values = input.Numbers("p_values");
        foreach (var value in values)
            if (value is < 0 or > 1) throw input.Bad("p_values", FormattableString.Invariant($"it holds {value}"), "probabilities from 0 to 1");
        var adjusted = Adjust(values);
        return new StatisticResult(adjusted.Min())
            .With("adjusted", adjusted)
            .With("rejected", Array.ConvertAll(adjusted, p => (object?)(p <= Alpha)))
            .With("tests", values.Length);
    }

    /// <summary>In the order given.</summary>
    public double[] Adjust(ReadOnlySpan<double> values)
    {
        var (sorted, order) = (values.ToArray(), new int[values.Length]);
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(sorted, order);
        Step(sorted);
        var adjusted = new double[sorted.Length];
        for (var i = 0; i < order.Length; i++) adjusted[order[i]] = Math.Min(1, sorted[i]);
        return adjusted;
    }

    void Step(double[] sorted)
    {
        var n = sorted.Length;
        switch (Method)
        {
            case Correction.Bonferroni:
                for (var i = 0; i < n; i++) sorted[i] *= n;
                break;
            case Correction.Holm:
                for (var i = 0; i < n; i++) sorted[i] = Math.Max(i == 0 ? 0 : sorted[i - 1], sorted[i] * (n - i));
                break;
            default:
                for (var i = n - 1; i >= 0; i--) sorted[i] = Math.Min(i == n - 1 ? 1 : sorted[i + 1], sorted[i] * ((double)n / (i + 1)));
                break;
        }
    }
}
