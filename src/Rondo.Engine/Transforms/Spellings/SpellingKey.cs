using System.Globalization;
using System.Text;

namespace Rondo.Engine.Transforms.Spellings;

/// <summary>
/// What spellings of one value have in common: OpenRefine's fingerprint (key collision) without case, diacritics, surplus spaces and
/// punctuation. Unlike there the order of the words counts, and so does whatever may tell values apart: symbols (C, C++), signs at an end
/// (A, A-), punctuation before a digit (15, 1.5).
/// </summary>
public static class SpellingKey
{
    // The framework decomposes letters only with the data of a culture, which are not there everywhere; these are Unicode's for Latin.
    private const string Accented = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšșţťŧțùúûüũūŭůűųŵýÿŷźżž";
    private const string Bases = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssssttttuuuuuuuuuuwyyyzzz";

    /// <summary>Null when nothing would be left, or the text is no well-formed Unicode.</summary>
    public static string? Of(string text)
    {
        if (!IsWellFormed(text)) return null;
        var key = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter is >= '\u0300' and <= '\u036f' || char.GetUnicodeCategory(letter) == UnicodeCategory.Format) continue;
            if (IsSpace(text, i)) Separate(key);
            else if (!IsDropped(text, i)) key.Append(Plain(char.ToLowerInvariant(letter)));
        }
        var words = key.ToString().TrimEnd(' ');
        return words.Length == 0 ? null : IsInitials(words) ? words.Replace(" ", "", StringComparison.Ordinal) : words;
    }

    static void Separate(StringBuilder key)
    {
        if (key.Length > 0 && key[^1] != ' ') key.Append(' ');
    }

    static char Plain(char letter) => letter >= '\u00e0' && Accented.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var i ? Bases[i] : letter;

    static bool IsSpace(string text, int i) => char.IsWhiteSpace(text[i]) || char.IsControl(text[i])
        || (text[i] is '-' or '_' or '/' or '\u2010' or '\u2011' or '\u2013' or '\u2014'
            && i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1])
            && !(char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1])));

    static bool IsDropped(string text, int i) =>
        text[i] is '.' or ',' or ';' or ':' or '\'' or '"' or '`' or '\u2018' or '\u2019' or '\u201c' or '\u201d' or '(' or ')' or '[' or ']'
        && !(i + 1 < text.Length && char.IsDigit(text[i + 1]));

    // U. S. A. and U S A are USA.
    static bool IsInitials(string words)
    {
        if (words.Length < 5 || words.Length % 2 == 0) return false;
        for (var i = 0; i < words.Length; i++)
            if (i % 2 == 0 ? !char.IsLetter(words[i]) : words[i] != ' ') return false;
        return true;
    }

    static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
