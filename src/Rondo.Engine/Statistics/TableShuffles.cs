using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Statistics;

/// <summary>p-values of a table of two rows by random shuffles of who belongs to which sample (Phipson and Smyth 2010: never 0).</summary>
static class TableShuffles
{
    private const double MostDraws = 4e9;

    /// <summary>The share of tables, the one seen among them, whose statistic is at least as large.</summary>
    public static double PValue(BinnedPair pair, int shuffles, ulong seed, Func<BinnedPair, double> statistic)
    {
        var codes = Codes(pair, shuffles);
        var isReferenceSmaller = pair.ReferenceTotal <= pair.CurrentTotal;
        var drawn = (int)Math.Min(pair.ReferenceTotal, pair.CurrentTotal);
        var seen = statistic(pair);
        // Sums in another order may differ in their last bits.
        var (limit, atLeast) = (seen - 1e-12 * Math.Abs(seen), 1);
        var random = new CounterRandom(seed, "table_shuffles");
        for (var shuffle = 0; shuffle < shuffles; shuffle++)
        {
            var stream = random.Child((ulong)shuffle);
            var (inside, outside) = (new double[pair.Reference.Length], new double[pair.Reference.Length]);
            for (var i = 0; i < drawn; i++)
            {
                var j = i + stream.Below((ulong)i, codes.Length - i);
                (codes[i], codes[j]) = (codes[j], codes[i]);
                inside[codes[i]]++;
            }
            for (var k = 0; k < outside.Length; k++) outside[k] = pair.Reference[k] + pair.Current[k] - inside[k];
            if (statistic(isReferenceSmaller ? new BinnedPair(inside, outside) : new BinnedPair(outside, inside)) >= limit) atLeast++;
        }
        return (double)atLeast / (shuffles + 1);
    }

    static int[] Codes(BinnedPair pair, int shuffles)
    {
        if (pair.Reference.Concat(pair.Current).Any(c => c != Math.Floor(c))) throw new RondoException("bad_input", "Shuffles need whole counts.", "Leave 'permutations' out.");
        var total = pair.ReferenceTotal + pair.CurrentTotal;
        if (total * shuffles > MostDraws || total > int.MaxValue / 2)
            throw new RondoException("too_many_values", FormattableString.Invariant($"{shuffles} shuffles of {total} values would take too long."), "Leave 'permutations' out: with so many values the formula is as good.");
        var codes = new int[(int)total];
        var at = 0;
        for (var bin = 0; bin < pair.Reference.Length; bin++)
            for (var i = pair.Reference[bin] + pair.Current[bin]; i > 0; i--) codes[at++] = bin;
        return codes;
    }
}
