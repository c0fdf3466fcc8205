using System.Globalization;
using Rondo.Engine.Catalog;

namespace Rondo.Engine.Statistics.Decisions;

/// <summary>Where a unit falls between 0 and 1, always the same place, by the 32-bit hash of Fowler, Noll and Vo (FNV-1a) over UTF-16 code units.</summary>
[Part("bucket", "Where a unit falls between 0 and 1, and so its arm, by the hash FNV-1a (Fowler, Noll and Vo 1991).")]
public sealed record UnitBucket : IStatistic
{
    [Param("Version 1 is hash(value + seed) in thousandths, 2 the hash of the text of hash(seed + value) in ten-thousandths, which keeps experiments apart.", Min = 1, Max = 2)]
    public int Version { get; init; } = 1;

    const uint Offset = 0x811c9dc5u;

    public StatisticResult Compute(StatisticInput input)
    {
        var place = Place(input.Text("seed"), input.Text("value"));
        var result = new StatisticResult(place);
        if (Ranges(input) is not { } ranges) return result;
        var arm = Array.FindIndex(ranges, r => place >= r.From && place < r.To);
        return result.With("arm", arm);
    }

    public double Place(string seed, string value) => Version == 1
        ? Hash(Hash(Offset, value), seed) % 1000 / 1000.0
        : TenThousandth(seed, value) / 10_000.0;

    /// <summary>The place by version 2, as a whole number from 0 to 9,999.</summary>
    public static int TenThousandth(string seed, string value)
    {
        Span<char> digits = stackalloc char[10];
        Hash(Hash(Offset, seed), value).TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        return (int)(Hash(Offset, digits[..length]) % 10_000);
    }

    public static uint Hash(string text) => Hash(Offset, text);

    static uint Hash(uint hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text) hash = (hash ^ c) * 0x01000193u;
        return hash;
    }

    // Of weights each arm's range follows the one before.
    static (double From, double To)[]? Ranges(StatisticInput input)
    {
        if (input.Has("ranges"))
        {
            return [.. input.Rows("ranges").Select(r => r is [var from, var to] && from <= to
                ? (from, to)
                : throw input.Bad("ranges", $"a range has {r.Length} numbers, or ends before it begins", "[[from, to], ...] between 0 and 1"))];
        }
        if (!input.Has("weights")) return null;
        var (weights, start) = (input.Numbers("weights"), 0.0);
        if (weights.Any(w => w < 0) || weights.Sum() is > 1 + 1e-9) throw input.Bad("weights", FormattableString.Invariant($"they sum to {weights.Sum()}, or one is negative"), "shares that sum to at most 1");
        return [.. weights.Select(w => (start, start += w))];
    }
}
