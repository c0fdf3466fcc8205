using System.Text;
using Rondo.Engine.Expressions.Kernels;
using static Rondo.Engine.Expressions.Vocabulary.Bindings;

namespace Rondo.Engine.Expressions.Vocabulary;

// Within the namespace, so that its names go before those of System.
using static Rondo.Engine.Expressions.ValueKind;

/// <summary>Texts: lengths and places count code points, comparisons are exact, and cases map one code point to one.</summary>
static class Texts
{
    public static readonly Overload Join = OfTexts([Text, Text], Text, Append);

    public static readonly Function[] Functions =
    [
        new("concat", "concat(a, b, ...)", "The texts joined; missing where any is.",
            new Overload([Text], Text, (a, w) => Fold(a, (x, y) => new TextKernel(w, Append, Text, [x, y]))) { Repeats = true }),
        new("lower", "lower(text)", "In small letters.", OfTexts([Text], Text, Lower)),
        new("upper", "upper(text)", "In capital letters.", OfTexts([Text], Text, Upper)),
        new("trim", "trim(text)", "Without white space at both ends.", OfTexts([Text], Text, Trim)),
        new("length", "length(text)", "Number of code points.", OfTexts([Text], Int64, a => CodePoints(a.Texts[0]))),
        new("contains", "contains(text, part)", "Whether the part occurs in it.", OfTexts([Text, Text], ValueKind.Boolean, a => a.Texts[0].Contains(a.Texts[1], StringComparison.Ordinal) ? 1 : 0)),
        new("starts_with", "starts_with(text, part)", "Whether it starts with the part.", OfTexts([Text, Text], ValueKind.Boolean, a => a.Texts[0].StartsWith(a.Texts[1], StringComparison.Ordinal) ? 1 : 0)),
        new("ends_with", "ends_with(text, part)", "Whether it ends with the part.", OfTexts([Text, Text], ValueKind.Boolean, a => a.Texts[0].EndsWith(a.Texts[1], StringComparison.Ordinal) ? 1 : 0)),
        new("substring", "substring(text, start) or substring(text, start, length)", "The part from the start-th code point on, the first being 1.",
            OfTexts([Text, Int64], Text, a => Substring(a, a.Numbers[1], long.MaxValue)), OfTexts([Text, Int64, Int64], Text, a => Substring(a, a.Numbers[1], End(a.Numbers[1], a.Numbers[2])))),
        new("replace", "replace(text, old, new)", "Every occurrence of old replaced.", OfTexts([Text, Text, Text], Text, Replace)),
    ];

    public static long Copy(TextArguments a)
    {
        a.Append(a.Texts[0]);
        return 0;
    }

    static long Append(TextArguments a)
    {
        a.Append(a.Texts[0]);
        a.Append(a.Texts[1]);
        return 0;
    }

    static long Trim(TextArguments a)
    {
        a.Append(a.Texts[0].AsSpan().Trim());
        return 0;
    }

    static long Lower(TextArguments a)
    {
        Span<char> units = stackalloc char[2];
        foreach (var rune in a.Texts[0].EnumerateRunes()) a.Append(units[..Rune.ToLowerInvariant(rune).EncodeToUtf16(units)]);
        return 0;
    }

    static long Upper(TextArguments a)
    {
        Span<char> units = stackalloc char[2];
        foreach (var rune in a.Texts[0].EnumerateRunes()) a.Append(units[..Rune.ToUpperInvariant(rune).EncodeToUtf16(units)]);
        return 0;
    }

    static long CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0L;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    static long End(long start, long length)
    {
        if (length <= 0) return long.MinValue;
        return start > long.MaxValue - length ? long.MaxValue : start + length;
    }

    /// <summary>As in SQL: the places from start to just before end, as far as the text has them.</summary>
    static long Substring(TextArguments a, long start, long end)
    {
        var text = a.Texts[0].AsSpan();
        var place = 0L;
        var (position, from, to) = (0, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            place++;
            if (place >= end) break;
            if (place < start) from = position + rune.Utf16SequenceLength;
            position += rune.Utf16SequenceLength;
            to = position;
        }
        if (from < to) a.Append(text[from..to]);
        return 0;
    }

    static long Replace(TextArguments a)
    {
        ReadOnlySpan<char> text = a.Texts[0], old = a.Texts[1];
        while (old.Length > 0 && text.IndexOf(old) is >= 0 and var at)
        {
            a.Append(text[..at]);
            a.Append(a.Texts[2]);
            text = text[(at + old.Length)..];
        }
        a.Append(text);
        return 0;
    }
}
