using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Tracking.Filters;

/// <summary>Where the next page begins, for the same question only: a token of another one, or one made by hand, is refused.</summary>
static class PageToken
{
    const int FingerprintBytes = 8;
    const int Length = FingerprintBytes + sizeof(long);
    const int LongestText = 64;
    const int LongestPlace = 8000;

    public static string Of(long offset, string question)
    {
        var token = new byte[Length];
        Fingerprint(question).CopyTo(token.AsSpan());
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(FingerprintBytes), offset);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The token of a place that is told by sort values, or by its count where they are too long.</summary>
    public static string Of(PagePlace place, string question)
    {
        var packed = place.Pack();
        if (packed.Length == 0) return Of(place.Offset, question);
        return Base64Url.EncodeToString([.. Base64Url.DecodeFromChars(Of(place.Offset, question)), .. packed]);
    }

    /// <summary>The place that a token names; the start without one.</summary>
    /// <param name="keys">What rows are sorted by.</param>
    public static PagePlace Read(string? text, string question, IReadOnlyList<SortKey> keys)
    {
        if (string.IsNullOrEmpty(text)) return PagePlace.Start;
        if (text.Length <= LongestText && Base64Url.IsValid(text, out var length) && length == Length) return new PagePlace(Read(text, question), null);
        if (text.Length > LongestPlace || !Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: > Length } token) throw Bad();
        var offset = Read(Base64Url.EncodeToString(token.AsSpan(0, Length)), question);
        return new PagePlace(offset, PagePlace.Unpack(token.AsSpan(Length), keys) ?? throw Bad());
    }

    /// <summary>The offset; 0 without a token.</summary>
    public static long Read(string? text, string question)
    {
        if (string.IsNullOrEmpty(text)) return 0;
        Span<byte> token = stackalloc byte[LongestText];
        var isToken = text.Length <= LongestText && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, token, out var written) && written == Length;
        var offset = isToken ? BinaryPrimitives.ReadInt64BigEndian(token[FingerprintBytes..Length]) : -1;
        if (offset > 0 && token[..FingerprintBytes].SequenceEqual(Fingerprint(question))) return offset;
        throw Bad();
    }

    static RondoException Bad() => new("bad_page_token", "The page token is none that this search gave out.",
        "Repeat the search without page_token, with the same filter, order and experiments for each page.");

    static ReadOnlySpan<byte> Fingerprint(string question) => SHA256.HashData(Encoding.UTF8.GetBytes(question)).AsSpan(0, FingerprintBytes);
}
