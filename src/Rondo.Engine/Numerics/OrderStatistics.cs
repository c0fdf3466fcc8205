namespace Rondo.Engine.Numerics;

/// <summary>The k-th smallest of many numbers, in linear time whatever their order: a radix descent that moves nothing.</summary>
public static class OrderStatistics
{
    private const int DigitBits = 11;

    /// <summary>The median: the middle value, or the mean of the two middle ones. No value may be NaN.</summary>
    public static double Median(ReadOnlySpan<double> values)
    {
        var keys = new ulong[values.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = Key(values[i]);
        var low = Value(Select(keys, (keys.Length - 1) / 2));
        var high = keys.Length % 2 == 1 ? low : Value(Select(keys, keys.Length / 2));
        var sum = low + high;
        // Halves only when the sum overflows: halving first would lose a bit of the smallest numbers.
        return double.IsInfinity(sum) ? low / 2 + high / 2 : sum / 2;
    }

    /// <summary>
    /// The quantiles at these shares from 0 to 1, by linear interpolation between the two nearest ranks
    /// (definition 7 of Hyndman and Fan 1996, numpy's default). No value may be NaN.
    /// </summary>
    public static double[] Quantiles(ReadOnlySpan<double> values, ReadOnlySpan<double> shares)
    {
        var keys = new ulong[values.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = Key(values[i]);
        var quantiles = new double[shares.Length];
        for (var q = 0; q < quantiles.Length; q++)
        {
            var rank = shares[q] * (keys.Length - 1);
            var floor = (int)Math.Floor(rank);
            var low = Value(Select(keys, floor));
            quantiles[q] = rank == floor ? low : Between(low, Value(Select(keys, floor + 1)), rank - floor);
        }
        return quantiles;
    }

    /// <summary>The point this share of the way from low to high; both ends exact, and equal ends give themselves.</summary>
    public static double Between(double low, double high, double share)
    {
        if (low == high) return low;
        var step = high - low;
        if (double.IsInfinity(step)) return low * (1 - share) + high * share;
        return share < 0.5 ? low + step * share : high - step * (1 - share);
    }

    /// <summary>The two middle values; one and the same for an odd count.</summary>
    public static (long Low, long High) Middle(ReadOnlySpan<long> values)
    {
        var keys = new ulong[values.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = Key(values[i]);
        var low = Select(keys, (keys.Length - 1) / 2);
        var high = keys.Length % 2 == 1 ? low : Select(keys, keys.Length / 2);
        return ((long)(low ^ (1UL << 63)), (long)(high ^ (1UL << 63)));
    }

    /// <summary>The key of this rank, 0 being the smallest.</summary>
    public static ulong Select(ReadOnlySpan<ulong> keys, int rank)
    {
        if ((uint)rank >= (uint)keys.Length) throw new ArgumentOutOfRangeException(nameof(rank));
        Span<int> counts = stackalloc int[1 << DigitBits];
        var prefix = 0UL;
        var settled = 0UL;
        for (var shift = 55; shift >= 0; shift -= DigitBits)
        {
            counts.Clear();
            foreach (var key in keys)
                if ((key & settled) == prefix) counts[(int)(key >> shift) & ((1 << DigitBits) - 1)]++;
            var digit = 0;
            while (rank >= counts[digit]) rank -= counts[digit++];
            prefix |= (ulong)digit << shift;
            settled = ulong.MaxValue << shift;
        }
        return prefix;
    }

    /// <summary>Bits that order as the numbers do.</summary>
    public static ulong Key(long value) => (ulong)value ^ (1UL << 63);

    /// <summary>Bits that order as the numbers do: the sign turned over, negative numbers turned round. Not for NaN; both zeros have one key.</summary>
    public static ulong Key(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }

    /// <summary>The number of which these are the bits that order.</summary>
    public static double Value(ulong key)
    {
        var bits = (long)key;
        return BitConverter.Int64BitsToDouble(bits < 0 ? bits ^ long.MinValue : ~bits);
    }
}
