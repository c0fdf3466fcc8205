using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Statistics;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Drift;

/// <summary>
/// The tests that suit a column: Kolmogorov-Smirnov for numbers, which no outlier hides anything from; chi-square for values that are counted,
/// rare ones together; the lengths and the words of free text; and a test of the share of missing values where there are any.
/// </summary>
static class ColumnTests
{
    public const string MissingRate = "missing_rate";
    const string Ks = "ks", ChiSquare = "chi_square", NGrams = "n_grams";

    // The chi-square distribution holds from so many expected rows in a cell on (Cochran 1954).
    const double LeastExpected = 5;
    public static ColumnFindings Of(ColumnProfile reference, Column? current)
    {
        var name = reference.Name;
        if (current is null) return new ColumnFindings(name, [], IsGone: true) { Note = "the current data lack the column" };
        if (reference.IsTime || IsTime(current)) return new ColumnFindings(name, []) { Note = "times move on by themselves: not compared" };
        var tests = ImmutableArray.CreateBuilder<ColumnTest>(3);
        var missing = ColumnProfile.MissingIn(current);
        if (reference.Missing + missing > 0) tests.Add(MissingTest(reference.Rows, reference.Missing, current.Length, missing));
        var notes = new List<string>();
        if (reference.Missing < reference.Rows && missing < current.Length)
        {
            foreach (var (test, note) in Compare(reference, current))
            {
                if (test is not null) tests.Add(test);
                if (note is not null) notes.Add(note);
            }
        }
        return new ColumnFindings(name, tests.ToImmutable())
        {
            Note = notes.Count > 0 ? string.Join("; ", notes) : null,
            MissingNote = $"missing {Percent(missing, current.Length)} of rows, before {Percent(reference.Missing, reference.Rows)}",
        };
    }

    static IEnumerable<(ColumnTest?, string?)> Compare(ColumnProfile reference, Column current)
    {
        if (reference.Words is { } words && current is TextColumn texts) return Texts(reference.Numbers!, words, texts);
        if (reference.IsNumber && reference.Numbers is { } numbers && IsNumber(current)) return [Numbers(numbers, current)];
        return reference.Categories is { } counted ? [Counts(counted, Categories.Of(current, "current"))] : [(null, "its values are of another kind than the reference's: not compared")];
    }

    static ColumnTest MissingTest(int rowsBefore, int missingBefore, int rowsNow, int missingNow) => new(
        MissingRate, ShareTest(rowsBefore, missingBefore, rowsNow, missingNow), Math.Abs((double)missingNow / rowsNow - (double)missingBefore / rowsBefore));

    static (ColumnTest?, string?) Numbers(NumberProfile reference, Column now)
    {
        var current = NumberSample.Of(now, "current");
        // Of two values, counts say more than ranks.
        if (reference.Distinct <= 2 && reference.IsWhole && current.Distinct <= 2) return Counts(CountsOf(reference), Categories.Of(now, "current"));
        var result = new KolmogorovSmirnov().Compare(reference, current);
        var outside = current.CountBelow(reference.Lowest) + current.Count - current.CountUpTo(reference.Highest);
        var note = outside == 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"outside the reference's range of {reference.Lowest:G6} to {reference.Highest:G6}: {Percent(outside, current.Count)} of rows");
        return (new ColumnTest(Ks, result.PValue ?? 1, result.Effect ?? 0), note);
    }

    static CategoryProfile CountsOf(NumberProfile numbers) => new(
        [.. numbers.Points.Select((point, i) => KeyValuePair.Create((point + 0.0).ToString(CultureInfo.InvariantCulture), numbers.UpTo[i] - numbers.Below[i]))], 0, numbers.Distinct);

    // Whole texts would not do: two samples of one source share few of them. Each word or pair of words is a test, and counts as one of so many.
    static IEnumerable<(ColumnTest?, string?)> Texts(NumberProfile lengths, WordProfile words, TextColumn texts)
    {
        var length = new KolmogorovSmirnov().Compare(lengths, NumberSample.Of(ColumnProfile.LengthsOf(texts), "current"));
        yield return (new ColumnTest(Ks, length.PValue ?? 1, length.Effect ?? 0), "free text, compared by its length and its words");
        if (words.Counts.IsEmpty) yield break;
        var (count, counts) = words.CountIn(texts);
        var (best, at) = (new ColumnTest(NGrams, 1, 0), 0);
        for (var i = 0; i < counts.Length; i++)
        {
            var p = ShareTest(words.Texts, words.Counts[i].Value, count, counts[i]);
            var effect = Math.Abs((double)counts[i] / count - (double)words.Counts[i].Value / words.Texts);
            if (p < best.PValue || (p == best.PValue && effect > best.Effect)) (best, at) = (new ColumnTest(NGrams, p, effect), i);
        }
        var note = $"'{words.Counts[at].Key}' in {Percent(counts[at], count)} of texts, before {Percent(words.Counts[at].Value, words.Texts)}";
        yield return (new ColumnTest(NGrams, Math.Min(1, best.PValue * counts.Length), best.Effect), best.PValue * counts.Length <= 0.05 ? note : null);
    }

    static double ShareTest(int rowsBefore, int hitsBefore, int rowsNow, int hitsNow)
    {
        double[] before = [rowsBefore - hitsBefore, hitsBefore], now = [rowsNow - hitsNow, hitsNow];
        if (before[0] + now[0] == 0 || before[1] + now[1] == 0) return 1;
        var p = Expected(before, now) >= LeastExpected ? new ChiSquareTest { Mode = CountTestMode.Homogeneity }.Compare(new BinnedPair(before, now)).PValue
            : new FisherExact().Test(before[0], before[1], now[0], now[1]).PValue;
        return p ?? 1;
    }

    static (ColumnTest?, string?) Counts(CategoryProfile reference, Categories current)
    {
        var all = Pair(reference, current);
        var note = NewValues(all);
        var pair = PoolRare(all);
        if (pair.Reference.Length < 2) return (null, note ?? "one value, the same");
        var isTwoByTwo = pair.Reference.Length == 2;
        var p = isTwoByTwo && Expected(pair.Reference, pair.Current) < LeastExpected
            ? new FisherExact().Test(pair.Reference[0], pair.Reference[1], pair.Current[0], pair.Current[1]).PValue
            : new ChiSquareTest { Mode = CountTestMode.Homogeneity }.Compare(pair).PValue;
        return (new ColumnTest(ChiSquare, p ?? 1, new TotalVariation().Compare(pair).Effect ?? 0), note);
    }

    // Where the reference names only its most frequent values, those that it does not name are one: new ones can't be told from rare ones then.
    static BinnedPair Pair(CategoryProfile reference, Categories current)
    {
        string[] known = [.. reference.Counts.Select(c => c.Key)];
        string[] others = [.. current.Labels.Where(l => reference.CountOf(l) == 0).Order(StringComparer.Ordinal)];
        if (reference.OtherRows == 0)
        {
            string[] labels = [.. known, .. others];
            return new BinnedPair([.. labels.Select(l => (double)reference.CountOf(l))], [.. labels.Select(l => (double)current.CountOf(l))]) { Labels = labels };
        }
        return new BinnedPair(
            [.. known.Select(l => (double)reference.CountOf(l)), reference.OtherRows],
            [.. known.Select(l => (double)current.CountOf(l)), others.Sum(l => current.CountOf(l))])
        { Labels = [.. known, "rarer values"] };
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

    static bool IsTime(Column column) => column.Type is ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampUtc;

    static bool IsNumber(Column column) => column.Type is ColumnType.Double or ColumnType.Int64;

    static string Percent(double part, double whole) => string.Create(CultureInfo.InvariantCulture, $"{100 * part / whole:0.#}%");
}
