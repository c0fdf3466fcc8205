using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Unicode;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Http.Pages;

/// <summary>Makes UTF-8 of a body: it mostly is, whatever the header says; else it is what the header says.</summary>
static class PageText
{
    /// <param name="place">The page, for messages.</param>
    /// <param name="encoding">What the user says; empty: what the header says.</param>
    public static byte[] ToUtf8(byte[] body, MediaTypeHeaderValue? type, string encoding, string place)
    {
        var declared = encoding.Length > 0 ? Known(encoding, place) : EncodingOf(type, place);
        var isWide = declared is not null && !declared.IsSingleByte && declared is not UTF8Encoding;
        if (!isWide && Utf8.IsValid(body)) return body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body[3..] : body;
        if (declared is null or UTF8Encoding) throw NotUtf8(body, place);
        try
        {
            return Encoding.UTF8.GetBytes(declared.GetString(body).TrimStart('\uFEFF'));
        }
        catch (DecoderFallbackException e)
        {
            throw new RondoException("bad_encoding", FormattableString.Invariant($"{place} is not in {declared.WebName}, as its header says, at byte {e.Index}."));
        }
    }

    public static Encoding? EncodingOf(MediaTypeHeaderValue? type, string place) =>
        Known(type?.CharSet?.Trim('"', ' '), place);

    /// <exception cref="RondoException">There is no such encoding.</exception>
    public static Encoding? Known(string? name, string place)
    {
        if (string.IsNullOrEmpty(name)) return null;
        try
        {
            var known = CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return known ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new RondoException("bad_encoding", $"{place} says that its text is in '{Printable(name)}', which is no known encoding.");
        }
    }

    /// <summary>The first characters of a body, for messages.</summary>
    public static string Start(ReadOnlySpan<byte> body) => Printable(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 60)]).Trim());

    static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);

    static RondoException NotUtf8(byte[] body, string place)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(body.AsSpan(at), out _, out var used) == OperationStatus.Done) at += used;
        return new RondoException("bad_encoding", FormattableString.Invariant($"{place} is not UTF-8 at byte {at} (0x{body[at]:X2})."),
            "JSON has to be UTF-8; a server that sends another encoding must name it in Content-Type.");
    }
}
