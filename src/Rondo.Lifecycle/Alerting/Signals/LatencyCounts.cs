using System.Numerics;

namespace Rondo.Lifecycle.Alerting.Signals;

/// <summary>Times in microseconds, counted so finely that a quantile is right to a thousandth, in memory that does not grow with their number.</summary>
/// <param name="bits">Below 2^(bits + 1) each microsecond has its own count; above, each doubling has 2^bits of them. 7 are right to a hundredth, in 58 KB.</param>
public sealed class LatencyCounts(int bits = 10)
{
    readonly long[] _counts = new long[(64 - bits) << bits];
    long _total;

    public void Add(long microseconds)
    {
        _counts[PlaceOf(Math.Max(0, microseconds))]++;
        _total++;
    }

    /// <summary>The smallest time that this share does not exceed: the nearest rank.</summary>
    public long Quantile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * _total));
        var place = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[place]) place++;
        return MiddleOf(place);
    }

    int PlaceOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value | 1) - bits);
        return (shift << bits) + (int)(value >> shift);
    }

    long MiddleOf(int place)
    {
        var shift = Math.Max(0, (place >> bits) - 1);
        return (((long)place - ((long)shift << bits)) << shift) + (1L << shift) / 2;
    }
}
