using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Rondo.Prepare.Sources.Text;

/// <summary>Gives each distinct text a code, in order of first appearance, without making a string of every cell.</summary>
sealed class Utf8Interner
{
    private const int PageBytes = 1 << 16;

    private readonly List<byte[]> _pages = [];
    private Entry[] _entries = new Entry[16];
    private int[] _buckets = new int[32];
    private int _pageUsed = PageBytes;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int code]
    {
        get
        {
            ref readonly var entry = ref _entries[code];
            return _pages[entry.Page].AsSpan(entry.Offset, entry.Length);
        }
    }

    public int CodeOf(ReadOnlySpan<byte> text)
    {
        var hash = HashOf(text);
        ref var bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        for (var code = bucket - 1; code >= 0; code = _entries[code].Next)
            if (_entries[code].Hash == hash && this[code].SequenceEqual(text)) return code;
        if (Count == _buckets.Length / 2)
        {
            Grow();
            bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        }
        var (page, offset) = Store(text);
        _entries[Count] = new Entry(hash, page, offset, text.Length, bucket - 1);
        bucket = ++Count;
        return Count - 1;
    }

    public string[] ToDictionary()
    {
        var texts = new string[Count];
        for (var i = 0; i < texts.Length; i++) texts[i] = Encoding.UTF8.GetString(this[i]);
        return texts;
    }

    (int Page, int Offset) Store(ReadOnlySpan<byte> text)
    {
        if (_pages.Count == 0 || _pages[^1].Length - _pageUsed < text.Length)
        {
            _pages.Add(new byte[Math.Max(PageBytes, text.Length)]);
            _pageUsed = 0;
        }
        text.CopyTo(_pages[^1].AsSpan(_pageUsed));
        _pageUsed += text.Length;
        return (_pages.Count - 1, _pageUsed - text.Length);
    }

    void Grow()
    {
        Array.Resize(ref _entries, checked(_buckets.Length));
        _buckets = new int[checked(_buckets.Length * 2)];
        for (var code = 0; code < Count; code++)
        {
            ref var entry = ref _entries[code];
            ref var bucket = ref _buckets[entry.Hash & (uint)(_buckets.Length - 1)];
            entry = entry with { Next = bucket - 1 };
            bucket = code + 1;
        }
    }

    static uint HashOf(ReadOnlySpan<byte> text)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        var hash = (ulong)text.Length * Factor;
        for (; text.Length >= 8; text = text[8..])
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * Factor, 29);
        var tail = 0UL;
        foreach (var b in text) tail = tail << 8 | b;
        hash = (hash ^ tail) * Factor;
        return (uint)((hash ^ hash >> 32) * Factor >> 32);
    }

    readonly record struct Entry(uint Hash, int Page, int Offset, int Length, int Next);
}
