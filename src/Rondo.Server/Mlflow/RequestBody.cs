using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Mlflow;

/// <summary>A whole body in borrowed memory, bounded and known to be UTF-8.</summary>
sealed class RequestBody : IDisposable
{
    public const int Deepest = 64;
    const int FirstBytes = 4096;

    static readonly JsonDocumentOptions _strict = new() { MaxDepth = Deepest };

    byte[] _buffer;
    JsonDocument? _document;

    RequestBody(byte[] buffer, int length)
    {
        _buffer = buffer;
        Length = length;
    }

    public int Length { get; }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    public static async ValueTask<RequestBody> Read(HttpContext http, int mostBytes)
    {
        if (http.Request.ContentLength > mostBytes) throw TooLarge(mostBytes);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(http.Request.ContentLength ?? FirstBytes, FirstBytes, mostBytes));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted).ConfigureAwait(false);
                if (length + read.Buffer.Length > mostBytes) throw TooLarge(mostBytes);
                var needed = length + (int)read.Buffer.Length;
                if (needed > buffer.Length) buffer = Grow(buffer, length, needed);
                read.Buffer.CopyTo(buffer.AsSpan(length));
                length = needed;
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
            if (!Utf8.IsValid(buffer.AsSpan(0, length))) throw MlflowFailure.Invalid("The body is not valid UTF-8.");
            return new RequestBody(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public JsonElement Parse()
    {
        if (Length == 0) throw MlflowFailure.Invalid("The body is empty; a JSON object was expected.");
        try
        {
            return (_document ??= JsonDocument.Parse(_buffer.AsMemory(0, Length), _strict)).RootElement;
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    public static Engine.Errors.RondoException Malformed(JsonException e) => MlflowFailure.Invalid(string.Create(CultureInfo.InvariantCulture,
        $"The body is no JSON that can be read (byte {e.BytePositionInLine ?? 0} of line {(e.LineNumber ?? 0) + 1}), or is nested deeper than {Deepest}."));

    public void Dispose()
    {
        _document?.Dispose();
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    static byte[] Grow(byte[] buffer, int length, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    static Engine.Errors.RondoException TooLarge(int mostBytes) => new(MlflowFailure.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The body is larger than {mostBytes} bytes, the most that this call takes."));
}
