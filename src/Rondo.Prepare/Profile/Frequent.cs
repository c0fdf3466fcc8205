namespace Rondo.Prepare.Profile;

/// <summary>The places of the largest counts.</summary>
static class Frequent
{
    /// <summary>The most frequent first; of equal counts the one that comes before the other.</summary>
    public static int[] Places(ReadOnlySpan<int> counts, int most, Func<int, int, int> compare)
    {
        var places = new List<int>(most + 1);
        for (var i = 0; i < counts.Length; i++)
        {
            if (places.Count == most && counts[i] < counts[places[^1]]) continue;
            var at = places.Count;
            while (at > 0 && IsBefore(i, places[at - 1], counts, compare)) at--;
            if (at == most) continue;
            places.Insert(at, i);
            if (places.Count > most) places.RemoveAt(most);
        }
        return [.. places];
    }

    static bool IsBefore(int i, int other, ReadOnlySpan<int> counts, Func<int, int, int> compare) =>
        counts[i] > counts[other] || counts[i] == counts[other] && compare(i, other) < 0;
}
