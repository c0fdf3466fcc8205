namespace Rondo.Engine.Expressions.Kernels;

/// <summary>What the codes of a text kernel mean: a column's dictionary, or distinct texts as they turn up.</summary>
sealed class TextPool
{
    private const int MostKept = 1024;

    private readonly Dictionary<string, int>? _codes;
    private string[] _texts;
    private int _count;

    /// <summary>A dictionary that never grows.</summary>
    public TextPool(string[] dictionary)
    {
        _texts = dictionary;
        _count = dictionary.Length;
        MaximumCount = dictionary.Length;
    }

    public TextPool(long maximumCount)
    {
        _codes = new Dictionary<string, int>(StringComparer.Ordinal);
        _texts = new string[4];
        MaximumCount = maximumCount;
    }

    public static TextPool Nothing { get; } = new([]);

    /// <summary>No code will ever be as large as this.</summary>
    public long MaximumCount { get; }

    public string this[long code] => _texts[code];

    /// <summary>The text's code; a text that is known already takes no memory.</summary>
    public int Intern(ReadOnlySpan<char> text)
    {
        var lookup = _codes!.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out var code)) return code;
        if (_count == _texts.Length) Array.Resize(ref _texts, 2 * _count);
        var added = text.ToString();
        _texts[_count] = added;
        _codes.Add(added, _count);
        return _count++;
    }

    /// <summary>Forgets texts when there are many; their codes are void then.</summary>
    public void Trim()
    {
        if (_codes is null || _count <= MostKept) return;
        _codes.Clear();
        Array.Clear(_texts);
        _count = 0;
    }

    public string[] ToArray() => _codes is null ? _texts : _texts.AsSpan(0, _count).ToArray();
}
