using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Rondo.Lifecycle.Reports;

/// <summary>HTML in the making. What a program writes is markup; whatever fills a hole is text and gets encoded.</summary>
sealed class HtmlText
{
    static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);
    readonly StringBuilder _text = new();

    /// <summary>Only interpolated strings come in here, so no text can pass for markup by accident.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] ref Holes markup) => _text.Append('\n');

    /// <summary>Text that must stand as it is: style sheets, scripts, JSON. Never a user's.</summary>
    public void AddTrusted(string markup) => _text.Append(markup);

    public override string ToString() => _text.ToString();

    [InterpolatedStringHandler]
    public readonly ref struct Holes
    {
        readonly StringBuilder _text;

        public Holes(int literalLength, int formattedCount, HtmlText html)
        {
            _text = html._text;
            _text.EnsureCapacity(_text.Length + literalLength + (formattedCount * 16));
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _text.Append(_encoder.Encode(text ?? ""));

        // Numbers with decimals are formatted by their meaning (Figures), so only whole ones come here.
        public void AppendFormatted(long number) => _text.Append(number.ToString("N0", CultureInfo.InvariantCulture));
    }
}
