using System.Globalization;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Expressions.Kernels;

/// <summary>A function over texts: returns a number, the bits of a double, or <see cref="TextArguments.Missing"/>; a text result is appended.</summary>
delegate long TextFunction(TextArguments arguments);

/// <summary>The arguments of one call, by position, and the place for its text result. Reused from call to call.</summary>
sealed class TextArguments(int count)
{
    public const long Missing = long.MinValue;

    const int LongestText = 16 << 20;

    private char[] _result = new char[64];
    private int _length;

    public string[] Texts { get; } = new string[count];

    /// <summary>Whole numbers, and doubles by their bits.</summary>
    public long[] Numbers { get; } = new long[count];

    public ReadOnlySpan<char> Result => _result.AsSpan(0, _length);

    public void Clear() => _length = 0;

    public void Append(ReadOnlySpan<char> text)
    {
        text.CopyTo(Free(text.Length));
        _length += text.Length;
    }

    /// <summary>A number or date, whose text never takes more than 40 characters.</summary>
    public void Append<T>(T value, ReadOnlySpan<char> format = default)
        where T : ISpanFormattable
    {
        if (!value.TryFormat(Free(40), out var written, format, CultureInfo.InvariantCulture))
            throw new InvalidOperationException("A number took more than 40 characters.");
        _length += written;
    }

    /// <summary>Room for at least this many more characters.</summary>
    Span<char> Free(int characters)
    {
        if (_length + (long)characters > LongestText)
            throw new RondoException("text_too_long", $"An expression makes a text of more than {LongestText} characters.");
        if (_length + characters > _result.Length) Array.Resize(ref _result, Math.Max(2 * _result.Length, _length + characters));
        return _result.AsSpan(_length);
    }
}
