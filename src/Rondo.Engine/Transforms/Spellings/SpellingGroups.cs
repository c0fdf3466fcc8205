using Rondo.Engine.Data;

namespace Rondo.Engine.Transforms.Spellings;

/// <summary>The values of a column by their keys: which spelling each key stands for.</summary>
sealed class SpellingGroups
{
    SpellingGroups(string[] keys, string[] canonicals, int[] counts) => (Keys, Canonicals, Counts) = (keys, canonicals, counts);

    /// <summary>In ordinal order.</summary>
    public string[] Keys { get; }

    /// <summary>For each key the most frequent spelling of the value that it is, or is meant for.</summary>
    public string[] Canonicals { get; }

    /// <summary>The rows of each key; 0 for one that is meant for another.</summary>
    public int[] Counts { get; }

    public static SpellingGroups Of(TextColumn column)
    {
        var groups = new Dictionary<string, (string Best, int BestCount, int Count)>(StringComparer.Ordinal);
        var (values, counts) = TextCategories.Count(column);
        for (var i = 0; i < values.Length; i++)
        {
            if (SpellingKey.Of(values[i]) is not { } key) continue;
            var group = groups.GetValueOrDefault(key);
            var isBetter = group.Best is null || counts[i] > group.BestCount || counts[i] == group.BestCount && IsTidy(values[i]) && !IsTidy(group.Best);
            groups[key] = isBetter ? (values[i], counts[i], group.Count + counts[i]) : group with { Count = group.Count + counts[i] };
        }
        var keys = groups.Keys.Order(StringComparer.Ordinal).ToArray();
        var meant = MeantBy(groups.Select(g => (g.Key, g.Value.Count)));
        return new SpellingGroups(keys,
            Array.ConvertAll(keys, key => groups[meant.GetValueOrDefault(key, key)].Best),
            Array.ConvertAll(keys, key => meant.ContainsKey(key) ? 0 : groups[key].Count));
    }

    /// <summary>The keys that a later value may be a slip of.</summary>
    public static NearSpellings Frequent(string[] keys, int[] counts)
    {
        var near = new NearSpellings();
        for (var i = 0; i < keys.Length; i++)
            if (counts[i] >= NearSpellings.Ratio) near.Add(keys[i], counts[i]);
        return near;
    }

    // From the most frequent on, so that a value is never meant for one that is meant for another itself.
    static Dictionary<string, string> MeantBy(IEnumerable<(string Key, int Count)> groups)
    {
        var near = new NearSpellings();
        var meant = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, count) in groups.OrderByDescending(g => g.Count).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            if (near.Find(key, count) is { } other) meant.Add(key, other);
            else if (count >= NearSpellings.Ratio) near.Add(key, count);
        }
        return meant;
    }

    static bool IsTidy(string value) => value.Length > 0 && !char.IsWhiteSpace(value[0]) && !char.IsWhiteSpace(value[^1]);
}
