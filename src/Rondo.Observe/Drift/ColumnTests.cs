using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Statistics;

namespace Rondo.Observe.Drift;

/// <summary>
/// The tests that suit a column: Kolmogorov-Smirnov for numbers, which no outlier hides anything from; chi-square for values that are counted,
/// rare ones together; and a test of the share of missing values where there are any.
/// </summary>
static class ColumnTests
{
    public const string MissingRate = "missing_rate";
    const string Ks = "ks", ChiSquare = "chi_square";

    // The chi-square distribution holds from so many expected rows in a cell on (Cochran 1954).
    const double LeastExpected = 5;
    // Texts of more values than this, most of them seen once, are no categories.
    const int MostCategories = 1000;
    const double MostDistinctShare = 0.5;

    public static ColumnFindings Of(string name, Column reference, Column? current)
    {
        if (current is null) return new ColumnFindings(name, [], IsGone: true) { Note = "the current data lack the column" };
        if (IsTime(reference) || IsTime(current)) return new ColumnFindings(name, []) { Note = "times move on by themselves: not compared" };
        var tests = ImmutableArray.CreateBuilder<ColumnTest>(2);
        var (missingBefore, missingNow) = (Missing(reference), Missing(current));
        if (missingBefore + missingNow > 0) tests.Add(MissingTest(reference.Length, missingBefore, current.Length, missingNow));
        string? note = null;
        if (missingBefore < reference.Length && missingNow < current.Length)
        {
            var (test, said) = IsNumber(reference) && IsNumber(current) ? Numbers(reference, current)
                : reference is TextColumn before && current is TextColumn now && IsFreeText(before) ? Lengths(before, now)
                : Counts(reference, current);
            if (test is not null) tests.Add(test);
            note = said;
        }
        return new ColumnFindings(name, tests.ToImmutable())
        {
            Note = note,
            MissingNote = $"missing {Percent(missingNow, current.Length)} of rows, before {Percent(missingBefore, reference.Length)}",
        };
    }

    static ColumnTest MissingTest(int rowsBefore, int missingBefore, int rowsNow, int missingNow)
    {
        double[] before = [rowsBefore - missingBefore, missingBefore], now = [rowsNow - missingNow, missingNow];
        var isLarge = Expected(before, now) >= LeastExpected;
        var p = isLarge ? new ChiSquareTest { Mode = CountTestMode.Homogeneity }.Compare(new BinnedPair(before, now)).PValue
            : new FisherExact().Test(before[0], before[1], now[0], now[1]).PValue;
        return new ColumnTest(MissingRate, p ?? 1, Math.Abs((double)missingNow / rowsNow - (double)missingBefore / rowsBefore));
    }

    static (ColumnTest?, string?) Numbers(Column before, Column now)
    {
        var (reference, current) = (NumberSample.Of(before, "reference"), NumberSample.Of(now, "current"));
        // Of two values, counts say more than ranks.
        if (reference.Distinct <= 2 && current.Distinct <= 2) return Counts(before, now);
        var result = new KolmogorovSmirnov().Compare(reference, current);
        var outside = current.CountBelow(reference.Lowest) + current.Count - current.CountUpTo(reference.Highest);
        var note = outside == 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"outside the reference's range of {reference.Lowest:G6} to {reference.Highest:G6}: {Percent(outside, current.Count)} of rows");
        return (new ColumnTest(Ks, result.PValue ?? 1, result.Effect ?? 0), note);
    }

    // Words would not do: two samples of one source share few of them.
    static (ColumnTest?, string?) Lengths(TextColumn before, TextColumn now)
    {
        var result = new KolmogorovSmirnov().Compare(NumberSample.Of(LengthsOf(before), "reference"), NumberSample.Of(LengthsOf(now), "current"));
        return (new ColumnTest(Ks, result.PValue ?? 1, result.Effect ?? 0), "free text, compared by its length");
    }

    static (ColumnTest?, string?) Counts(Column before, Column now)
    {
        var all = BinnedPair.Of(before, now, BinRule.Auto, 0, BinSource.Reference).Occupied();
        var note = NewValues(all);
        var pair = PoolRare(all);
        if (pair.Reference.Length < 2) return (null, note ?? "one value, the same");
        var isTwoByTwo = pair.Reference.Length == 2;
        var p = isTwoByTwo && Expected(pair.Reference, pair.Current) < LeastExpected
            ? new FisherExact().Test(pair.Reference[0], pair.Reference[1], pair.Current[0], pair.Current[1]).PValue
            : new ChiSquareTest { Mode = CountTestMode.Homogeneity }.Compare(pair).PValue;
        return (new ColumnTest(ChiSquare, p ?? 1, new TotalVariation().Compare(pair).Effect ?? 0), note);
    }

    // Values too rare for the test's distribution count as one; if together they are still rare, they join the rarest of the others.
    // Which ones are is told by both samples together, so that it favours no difference.
    static BinnedPair PoolRare(BinnedPair pair)
    {
        var share = Math.Min(pair.ReferenceTotal, pair.CurrentTotal) / (pair.ReferenceTotal + pair.CurrentTotal);
        var (before, now, rareBefore, rareNow) = (new List<double>(), new List<double>(), 0.0, 0.0);
        foreach (var i in Enumerable.Range(0, pair.Reference.Length).OrderByDescending(i => pair.Reference[i] + pair.Current[i]).ThenBy(i => i))
        {
            if (share * (pair.Reference[i] + pair.Current[i]) >= LeastExpected)
            {
                before.Add(pair.Reference[i]);
                now.Add(pair.Current[i]);
            }
            else (rareBefore, rareNow) = (rareBefore + pair.Reference[i], rareNow + pair.Current[i]);
        }
        if (share * (rareBefore + rareNow) >= LeastExpected || (before.Count < 2 && rareBefore + rareNow > 0))
        {
            before.Add(rareBefore);
            now.Add(rareNow);
        }
        else if (rareBefore + rareNow > 0)
        {
            before[^1] += rareBefore;
            now[^1] += rareNow;
        }
        return new BinnedPair([.. before], [.. now]);
    }

    static string? NewValues(BinnedPair pair)
    {
        var rows = 0.0;
        var names = new List<(string Name, double Rows)>();
        for (var i = 0; i < pair.Reference.Length; i++)
        {
            if (pair.Reference[i] > 0) continue;
            rows += pair.Current[i];
            names.Add((pair.Labels?[i] ?? "", pair.Current[i]));
        }
        if (names.Count == 0) return null;
        var shown = names.OrderByDescending(n => n.Rows).ThenBy(n => n.Name, StringComparer.Ordinal).Take(3).Select(n => $"'{n.Name}'");
        return $"new since the reference: {string.Join(", ", shown)}{(names.Count > 3 ? FormattableString.Invariant($" and {names.Count - 3} more") : "")}, {Percent(rows, pair.CurrentTotal)} of rows";
    }

    // The smallest expected count of a table of two rows.
    static double Expected(double[] before, double[] now)
    {
        var (reference, current) = (before.Sum(), now.Sum());
        return Enumerable.Range(0, before.Length).Min(i => (before[i] + now[i]) * Math.Min(reference, current) / (reference + current));
    }

    static bool IsFreeText(TextColumn text)
    {
        var distinct = text.Codes.Where(c => c >= 0).Distinct().Count();
        return distinct > MostCategories || (distinct > 50 && distinct > MostDistinctShare * (text.Length - Missing(text)));
    }

    static double[] LengthsOf(TextColumn text) => [.. text.Codes.Select(code => code < 0 ? double.NaN : text.Dictionary[code].Length)];

    static int Missing(Column column)
    {
        var count = 0;
        for (var row = 0; row < column.Length; row++)
            if (column.IsMissing(row)) count++;
        return count;
    }

    static bool IsTime(Column column) => column.Type is ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampUtc;

    static bool IsNumber(Column column) => column.Type is ColumnType.Double or ColumnType.Int64;

    static string Percent(double part, double whole) => string.Create(CultureInfo.InvariantCulture, $"{100 * part / whole:0.#}%");
}
