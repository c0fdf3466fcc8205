using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>Memory that an answer is written into before it is sent whole; used again by the next request of the thread.</summary>
sealed class AnswerBuffer : IDisposable
{
    // An answer of many rows would keep its memory for good.
    const int MostKept = 1 << 20;

    // Quotes and letters of any language stay as they are: the answer is JSON by its type, never a page.
    static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    static AnswerBuffer? t_spare;

    readonly ArrayBufferWriter<byte> _bytes = new(1024);

    AnswerBuffer() => Json = new Utf8JsonWriter(_bytes, _options);

    public Utf8JsonWriter Json { get; }

    public IBufferWriter<byte> Bytes => _bytes;

    public static AnswerBuffer Rent()
    {
        var buffer = t_spare ?? new AnswerBuffer();
        t_spare = null;
        return buffer;
    }

    public int Length
    {
        get
        {
            Json.Flush();
            return _bytes.WrittenCount;
        }
    }

    /// <summary>Text as it is, between values.</summary>
    public void Raw(string text)
    {
        Json.Flush();
        _bytes.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Ends a line, so that the next value may begin.</summary>
    public void EndLine()
    {
        Json.Flush();
        _bytes.Write("\n"u8);
        Json.Reset();
    }

    public void SendTo(HttpResponse response, string contentType = MediaType.Json)
    {
        Json.Flush();
        response.ContentType = contentType;
        response.ContentLength = _bytes.WrittenCount;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method)) response.BodyWriter.Write(_bytes.WrittenSpan);
    }

    public void CopyTo(Stream stream)
    {
        Json.Flush();
        stream.Write(_bytes.WrittenSpan);
    }

    public void Dispose()
    {
        Json.Reset();
        if (_bytes.Capacity > MostKept) return;
        _bytes.ResetWrittenCount();
        t_spare = this;
    }
}
