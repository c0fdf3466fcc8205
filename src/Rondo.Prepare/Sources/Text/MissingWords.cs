using System.Text;

namespace Rondo.Prepare.Sources.Text;

/// <summary>What stands for a missing value in every format: empty text, text of nothing but spaces, and the words that the user adds.</summary>
sealed class MissingWords
{
    private readonly byte[][] _words;
    private readonly int _longest;

    public MissingWords(IReadOnlyList<string> words)
    {
        _words = [.. words.Select(Encoding.UTF8.GetBytes)];
        _longest = _words.Length == 0 ? 0 : _words.Max(w => w.Length);
    }

    public bool Has(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0) return true;
        if (text[0] is (byte)' ' or (byte)'\t' && text.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0) return true;
        if (text.Length > _longest) return false;
        foreach (var word in _words)
            if (text.SequenceEqual(word)) return true;
        return false;
    }
}
