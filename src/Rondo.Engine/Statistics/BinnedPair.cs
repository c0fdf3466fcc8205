using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Statistics;

/// <summary>Which samples the edges of bins come from.</summary>
public enum BinSource
{
    /// <summary>The reference alone: two later samples then have the same bins.</summary>
    Reference,
    /// <summary>Both together, as some peers do; an outlier in either stretches the bins of all.</summary>
    Both,
}

/// <summary>Counts of two samples in the same bins.</summary>
public sealed record BinnedPair(double[] Reference, double[] Current)
{
    // Of so many unseen numbers each has a bin; of more, all have one.
    private const int MostUnseen = 20;

    /// <summary>What the bins are called, or null for bins between edges.</summary>
    public string[]? Labels { get; init; }

    public double[]? Edges { get; init; }

    public int MissingReference { get; init; }

    public int MissingCurrent { get; init; }

    public double ReferenceTotal => Total(Reference);

    public double CurrentTotal => Total(Current);

    public double[] ReferenceShares => Shares(Reference);

    public double[] CurrentShares => Shares(Current);

    public static BinnedPair Of(Column reference, Column current, BinRule rule, int count, BinSource source)
    {
        if (!IsNumeric(reference) || !IsNumeric(current)) return OfCategories(Categories.Of(reference, "reference"), Categories.Of(current, "current"));
        return Of(NumberSample.Of(reference, "reference"), NumberSample.Of(current, "current"), rule, count, source);
    }

    public static BinnedPair Of(NumberSample reference, NumberSample current, BinRule rule, int count, BinSource source)
    {
        // Few values in the reference have a bin each, whatever the edges would come from.
        var bins = NumberBins.Of(reference, rule, count);
        if (source == BinSource.Both && !bins.AreValues)
            bins = NumberBins.Of(NumberSample.Of([.. reference.Sorted, .. current.Sorted], "reference and current"), rule, count);
        else if (bins.AreValues && Unseen(bins, current) is { Length: > 0 } unseen && (unseen.Length <= MostUnseen || source == BinSource.Both))
            bins = new NumberBins([.. bins.Points.Concat(unseen).Order()], true);
        return Of(bins, reference, current);
    }

    public static BinnedPair Of(NumberBins bins, NumberSample reference, NumberSample current)
    {
        var (first, second) = (bins.Count(reference), bins.Count(current));
        // Bins outside the edges are there only when something is in them.
        var (from, to) = (!bins.AreValues && first[0] + second[0] == 0 ? 1 : 0, first[^1] + second[^1] == 0 ? first.Length - 1 : first.Length);
        string[]? labels = bins.AreValues ? [.. bins.Points.Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture)), "other"] : null;
        return new BinnedPair(first[from..to], second[from..to])
        {
            Labels = labels?[from..to],
            Edges = bins.AreValues ? null : [.. from == 0 ? [double.NegativeInfinity] : Array.Empty<double>(), .. bins.Points, .. to == first.Length ? [double.PositiveInfinity] : Array.Empty<double>()],
            MissingReference = reference.Missing,
            MissingCurrent = current.Missing,
        };
    }

    /// <summary>Only the bins that either sample has something in.</summary>
    public BinnedPair Occupied()
    {
        if (!Enumerable.Range(0, Reference.Length).Any(i => Reference[i] + Current[i] == 0)) return this;
        int[] kept = [.. Enumerable.Range(0, Reference.Length).Where(i => Reference[i] + Current[i] > 0)];
        return this with
        {
            Reference = [.. kept.Select(i => Reference[i])],
            Current = [.. kept.Select(i => Current[i])],
            Labels = Labels is null ? null : [.. kept.Select(i => Labels[i])],
        };
    }

    static BinnedPair OfCategories(Categories reference, Categories current)
    {
        string[] labels = [.. reference.Labels.Union(current.Labels, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new BinnedPair([.. labels.Select(l => (double)reference.CountOf(l))], [.. labels.Select(l => (double)current.CountOf(l))])
        {
            Labels = labels,
            MissingReference = reference.Missing,
            MissingCurrent = current.Missing,
        };
    }

    static double[] Unseen(NumberBins bins, NumberSample current)
    {
        var unseen = new List<double>();
        foreach (var value in current.Sorted)
        {
            if ((unseen.Count > 0 && unseen[^1] == value) || Array.BinarySearch(bins.Points, value) >= 0) continue;
            unseen.Add(value);
        }
        return [.. unseen];
    }

    static bool IsNumeric(Column column) => column is DoubleColumn || (column is IntegerColumn && column.Type != ColumnType.Boolean);

    static double Total(double[] counts)
    {
        var total = 0.0;
        foreach (var count in counts) total += count;
        return total;
    }

    static double[] Shares(double[] counts)
    {
        var total = Total(counts);
        return Array.ConvertAll(counts, c => c / total);
    }
}

/// <summary>Counts in bins from the fields of an input.</summary>
static class BinnedInput
{
    public static BinnedPair Counts(this StatisticInput input)
    {
        var (reference, current) = (Read(input, "reference_counts"), Read(input, "current_counts"));
        if (reference.Length != current.Length) throw input.Bad("current_counts", $"it has {current.Length} counts and reference_counts {reference.Length}", "one count for each value");
        if (!input.Has("values")) return new BinnedPair(reference, current);
        var values = input.Values("values");
        if (values.Length != reference.Length) throw input.Bad("values", $"there are {values.Length}, and {reference.Length} counts", "one count for each value");
        return new BinnedPair(reference, current) { Labels = [.. Enumerable.Range(0, values.Length).Select(i => Label(values, i))] };
    }

    static double[] Read(StatisticInput input, string field)
    {
        var counts = input.Numbers(field);
        var total = 0.0;
        foreach (var count in counts) total += count >= 0 ? count : throw input.Bad(field, FormattableString.Invariant($"it holds {count}"), "counts from 0 on");
        return total > 0 ? counts : throw new RondoException(new Mistake("no_values", $"'{field}' counts nothing.") { Field = field, Hint = "A comparison needs at least one value on either side." });
    }

    static string Label(Column values, int row) => values switch
    {
        TextColumn text => text[row] ?? "missing",
        DoubleColumn doubles => doubles.Values[row].ToString(System.Globalization.CultureInfo.InvariantCulture),
        IntegerColumn whole => whole.Values[row].ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "",
    };
}
