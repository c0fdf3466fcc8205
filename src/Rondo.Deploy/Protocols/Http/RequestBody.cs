using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>A whole body in memory, within a bound. What it lies in is given back on disposal.</summary>
readonly struct RequestBody : IDisposable
{
    readonly PipeReader? _reader;
    readonly SequencePosition _end;
    readonly byte[]? _rented;

    RequestBody(ReadOnlyMemory<byte> bytes, PipeReader reader, SequencePosition end) => (Bytes, _reader, _end) = (bytes, reader, end);

    RequestBody(byte[] rented, int length) => (Bytes, _rented) = (rented.AsMemory(0, length), rented);

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <exception cref="ServingException">It is too large, or in an encoding that isn't read here.</exception>
    public static async ValueTask<RequestBody> Read(HttpContext context, long limit, Func<CancellationToken> deadline)
    {
        var isCompressed = IsCompressed(context.Request);
        if (context.Request.ContentLength > limit) throw TooLarge(limit);
        var reader = context.Request.BodyReader;
        var buffer = await ReadToEnd(reader, limit, deadline).ConfigureAwait(false);
        if (isCompressed) return await Decompress(reader, buffer, limit).ConfigureAwait(false);
        if (buffer.IsSingleSegment) return new RequestBody(buffer.First, reader, buffer.End);
        return Copy(reader, buffer);
    }

    static async ValueTask<ReadOnlySequence<byte>> ReadToEnd(PipeReader reader, long limit, Func<CancellationToken> deadline)
    {
        if (!reader.TryRead(out var result)) result = await reader.ReadAsync(deadline()).ConfigureAwait(false);
        while (!result.IsCompleted && result.Buffer.Length <= limit)
        {
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await reader.ReadAsync(deadline()).ConfigureAwait(false);
        }
        if (result.Buffer.Length <= limit) return result.Buffer;
        reader.AdvanceTo(result.Buffer.End);
        throw TooLarge(limit);
    }

    public void Dispose()
    {
        _reader?.AdvanceTo(_end);
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }

    static RequestBody Copy(PipeReader reader, ReadOnlySequence<byte> buffer)
    {
        var length = (int)buffer.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        buffer.CopyTo(rented);
        reader.AdvanceTo(buffer.End);
        return new RequestBody(rented, length);
    }

    static async ValueTask<RequestBody> Decompress(PipeReader reader, ReadOnlySequence<byte> buffer, long limit)
    {
        using var packed = Copy(reader, buffer);
        using var stream = new GZipStream(new MemoryStream(packed._rented!, 0, packed.Bytes.Length, writable: false), CompressionMode.Decompress);
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(4096, 4 * packed.Bytes.Length));
        var length = 0;
        try
        {
            while (await stream.ReadAsync(rented.AsMemory(length)).ConfigureAwait(false) is > 0 and var count)
            {
                length += count;
                if (length > limit) throw TooLarge(limit);
                if (length == rented.Length) rented = Grow(rented);
            }
            return new RequestBody(rented, length);
        }
        catch (Exception e)
        {
            ArrayPool<byte>.Shared.Return(rented);
            if (e is not InvalidDataException) throw;
            throw ServingException.Invalid("bad_gzip", "The body isn't what its Content-Encoding says: gzip.");
        }
    }

    static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * full.Length);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    static bool IsCompressed(HttpRequest request)
    {
        var encodings = request.Headers.ContentEncoding;
        if (encodings.Count == 0) return false;
        var encoding = encodings.ToString();
        if (encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)) return false;
        if (encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase)) return true;
        throw ServingException.UnsupportedType($"The body's Content-Encoding is '{encoding}'; gzip and identity are read here.");
    }

    public static ServingException TooLarge(long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "body_too_large", FormattableString.Invariant($"The body is larger than the {limit} bytes that are taken here."));
}
