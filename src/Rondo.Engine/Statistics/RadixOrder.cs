namespace Rondo.Engine.Statistics;

/// <summary>
/// Orders rows by 64-bit keys: least significant digit radix sort (Knuth, The Art of Computer Programming 3, 5.2.5), stable.
/// Digits that are alike in every key cost nothing, as with small whole numbers.
/// </summary>
static class RadixOrder
{
    private const int DigitBits = 11;
    private const int Digits = 6;
    private const int Buckets = 1 << DigitBits;

    /// <summary>Sorts the first <paramref name="count"/> keys, and their rows with them.</summary>
    public static void Sort(ref ulong[] keys, ref int[] rows, int count)
    {
        var starts = Count(keys.AsSpan(0, count));
        var (otherKeys, otherRows) = (new ulong[count], new int[count]);
        for (var digit = 0; digit < Digits; digit++)
        {
            var buckets = starts.AsSpan(digit * Buckets, Buckets);
            if (!ToStarts(buckets, count)) continue;
            Scatter(keys.AsSpan(0, count), rows.AsSpan(0, count), otherKeys, otherRows, buckets, digit * DigitBits);
            (keys, otherKeys) = (otherKeys, keys);
            (rows, otherRows) = (otherRows, rows);
        }
    }

    /// <summary>Sorts the first <paramref name="count"/> keys alone.</summary>
    public static void Sort(ref ulong[] keys, int count)
    {
        if (count < Buckets)
        {
            Array.Sort(keys, 0, count);
            return;
        }
        var starts = Count(keys.AsSpan(0, count));
        var others = new ulong[count];
        for (var digit = 0; digit < Digits; digit++)
        {
            var places = starts.AsSpan(digit * Buckets, Buckets);
            if (!ToStarts(places, count)) continue;
            foreach (var key in keys.AsSpan(0, count)) others[places[Digit(key, digit * DigitBits)]++] = key;
            (keys, others) = (others, keys);
        }
    }

    // All digits in one reading.
    static int[] Count(ReadOnlySpan<ulong> keys)
    {
        var counts = new int[Digits * Buckets];
        foreach (var key in keys)
            for (var digit = 0; digit < Digits; digit++)
                counts[digit * Buckets + Digit(key, digit * DigitBits)]++;
        return counts;
    }

    /// <summary>Counts become the first places; false when one bucket has all.</summary>
    static bool ToStarts(Span<int> counts, int all)
    {
        var start = 0;
        foreach (ref var count in counts)
        {
            if (count == all) return false;
            (count, start) = (start, start + count);
        }
        return true;
    }

    static void Scatter(ReadOnlySpan<ulong> keys, ReadOnlySpan<int> rows, ulong[] toKeys, int[] toRows, Span<int> places, int shift)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            var place = places[Digit(key, shift)]++;
            toKeys[place] = key;
            toRows[place] = rows[i];
        }
    }

    static int Digit(ulong key, int shift) => (int)(key >> shift) & (Buckets - 1);
}
