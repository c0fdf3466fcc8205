using System.Diagnostics;
using System.IO.Compression;
using Rondo.Engine.Errors;
using Rondo.Sources.Http.Kept;

namespace Rondo.Sources.Http.Transport;

/// <summary>Reads an answer's body to its end, decompressed, within a bound of bytes and of silence.</summary>
static class Body
{
    /// <param name="keepsGzip">Leaves a gzip body as it is: the file itself is one.</param>
    /// <returns>The number of decompressed bytes.</returns>
    /// <exception cref="TransientFailure">It broke off.</exception>
    public static async Task<long> CopyTo(Stream destination, HttpResponseMessage response, bool keepsGzip, long maxBytes, Patience patience, CancellationToken cancellation)
    {
        await using var raw = new TailStream(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
        var encoding = string.Join(", ", response.Content.Headers.ContentEncoding).ToLowerInvariant();
        await using var decoded = Decoded(raw, keepsGzip && encoding is "gzip" or "x-gzip" ? "" : encoding, response.RequestMessage!.RequestUri!);
        var buffer = new byte[1 << 16];
        long total = 0;
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var read = await patience.For(token => decoded.ReadAsync(buffer, token).AsTask(), cancellation).ConfigureAwait(false);
            if (read == 0) break;
            total += read;
            if (total > maxBytes) throw TooLarge(response.RequestMessage.RequestUri!, maxBytes);
            patience.Check(total, Stopwatch.GetElapsedTime(start));
            await Write(destination, buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }
        // The framework takes a gzip stream that breaks off for one that ends (RFC 1952: the last four bytes are the length).
        if (decoded is GZipStream && raw.Tail != (uint)total) throw new TransientFailure("its compressed body broke off");
        return total;
    }

    // A full disk is no failure of the server.
    static async Task Write(Stream destination, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await destination.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw ContentStore.Unwritable(e);
        }
    }

    static Stream Decoded(TailStream raw, string encoding, Uri uri) => encoding switch
    {
        "" or "identity" => raw,
        "gzip" or "x-gzip" => new GZipStream(raw, CompressionMode.Decompress),
        "deflate" => new ZLibStream(raw, CompressionMode.Decompress),
        "br" => new BrotliStream(raw, CompressionMode.Decompress),
        _ => throw new RondoException("bad_encoding", $"{WebAddress.Show(uri)} compresses its body as '{encoding}', which was not asked for."),
    };

    static RondoException TooLarge(Uri uri, long maxBytes) =>
        new("too_large", FormattableString.Invariant($"{WebAddress.Show(uri)} gives more than {maxBytes} bytes (decompressed)."), "If that is meant, raise `max_bytes`; an API's single page also has to fit into memory.");
}
