namespace Rondo.Engine.Transforms.Spellings;

/// <summary>
/// Finds the frequent value of which another one is a slip of the pen. Both have the same words but for one of at least six letters, which
/// begins and ends alike and is one letter short, one too long or has two swapped; one letter may be another from nine letters on
/// (Damerau 1964), and from twelve on a Jaro-Winkler similarity (Winkler 1990) of 0.96 will do. Words with digits are never near:
/// a digit more is another value. Candidates come from an index of keys with one letter deleted, so that time stays linear.
/// </summary>
sealed class NearSpellings
{
    /// <summary>How many times more frequent the right spelling has to be.</summary>
    public const int Ratio = 5;

    private const int LongWord = 12;
    private const int CandidatesAtMost = 1000;

    private readonly Dictionary<string, List<(string Key, int Count)>> _near = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<(string Key, int Count)>> _long = [];

    public void Add(string key, int count)
    {
        if (!MayBeNear(key)) return;
        foreach (var shorter in Deletions(key).Append(key)) Add(_near, shorter, (key, count));
        if (key.Split(' ').Any(word => word.Length >= LongWord - 2)) Add(_long, key[0], (key, count));
    }

    /// <summary>The only frequent key that this one may be meant for, or null.</summary>
    public string? Find(string key, int count)
    {
        if (!MayBeNear(key)) return null;
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var shorter in Deletions(key).Append(key)) Look(_near.GetValueOrDefault(shorter), key, count, found);
        if (_long.GetValueOrDefault(key[0]) is { Count: <= CandidatesAtMost } candidates && key.Split(' ').Any(word => word.Length >= LongWord - 2)) Look(candidates, key, count, found);
        return found.Count == 1 ? found.First() : null;
    }

    static void Look(List<(string Key, int Count)>? candidates, string key, int count, HashSet<string> found)
    {
        foreach (var (candidate, frequency) in candidates ?? [])
            if (frequency >= Ratio * (long)Math.Max(1, count) && IsSlip(key, candidate)) found.Add(candidate);
    }

    static void Add<T>(Dictionary<T, List<(string, int)>> index, T key, (string, int) entry)
        where T : notnull
    {
        if (!index.TryGetValue(key, out var list)) index.Add(key, list = []);
        list.Add(entry);
    }

    static bool MayBeNear(string key) => key.Length is >= 5 and <= 100 && !key.Any(char.IsDigit);

    static IEnumerable<string> Deletions(string key) => Enumerable.Range(0, key.Length).Select(i => key.Remove(i, 1));

    static bool IsSlip(string key, string candidate)
    {
        var (own, others) = (key.Split(' '), candidate.Split(' '));
        if (own.Length != others.Length) return false;
        int[] different = [.. Enumerable.Range(0, own.Length).Where(i => own[i] != others[i])];
        return different is [var only] && IsSlipOfWord(own[only], others[only]);
    }

    static bool IsSlipOfWord(string a, string b)
    {
        if (Math.Max(a.Length, b.Length) < 6 || a.Length < 2 || b.Length < 2 || a[0] != b[0] || a[^1] != b[^1]) return false;
        var start = 0;
        while (start < Math.Min(a.Length, b.Length) && a[start] == b[start]) start++;
        var end = 0;
        while (end < Math.Min(a.Length, b.Length) - start && a[^(end + 1)] == b[^(end + 1)]) end++;
        var (left, right) = (a.Length - start - end, b.Length - start - end);
        var isSwap = left == 2 && right == 2 && a[start] == b[start + 1] && a[start + 1] == b[start];
        var isOther = left == 1 && right == 1 && Math.Min(a.Length, b.Length) >= 9;
        return left + right == 1 || isSwap || isOther || (Math.Max(a.Length, b.Length) >= LongWord && JaroWinkler(a, b) >= 0.96);
    }

    static double JaroWinkler(string a, string b)
    {
        var reach = Math.Max(0, Math.Max(a.Length, b.Length) / 2 - 1);
        var (usedA, usedB) = (new bool[a.Length], new bool[b.Length]);
        var matches = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = Math.Max(0, i - reach); j < Math.Min(b.Length, i + reach + 1); j++)
            {
                if (usedB[j] || a[i] != b[j]) continue;
                usedA[i] = usedB[j] = true;
                matches++;
                break;
            }
        }
        if (matches == 0) return 0;
        var inOrderA = a.Where((_, i) => usedA[i]);
        var inOrderB = b.Where((_, j) => usedB[j]);
        var swapped = inOrderA.Zip(inOrderB).Count(pair => pair.First != pair.Second) / 2;
        var jaro = ((double)matches / a.Length + (double)matches / b.Length + (double)(matches - swapped) / matches) / 3;
        var prefix = 0;
        while (prefix < 4 && prefix < Math.Min(a.Length, b.Length) && a[prefix] == b[prefix]) prefix++;
        return jaro + prefix * 0.1 * (1 - jaro);
    }
}
