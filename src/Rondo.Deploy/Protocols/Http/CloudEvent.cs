using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>
/// CloudEvents 1.0 (https://github.com/cloudevents/spec): a request as the data of an event, in its body (structured) or with the
/// event in headers (binary). The answer is an event in the same way.
/// </summary>
readonly struct CloudEvent
{
    const string StructuredType = "application/cloudevents+json";
    const string AnswerType = "io.kserve.inference.response";

    static readonly string[] _required = ["specversion", "id", "source", "type"];

    readonly bool _isStructured;
    readonly bool _isBinary;

    CloudEvent(bool isStructured, bool isBinary) => (_isStructured, _isBinary) = (isStructured, isBinary);

    /// <exception cref="ServingException">The headers of an event are not complete.</exception>
    public static CloudEvent Of(HttpRequest request)
    {
        var isStructured = request.ContentType is { } type && type.StartsWith(StructuredType, StringComparison.OrdinalIgnoreCase);
        var isBinary = !isStructured && request.Headers.ContainsKey("ce-specversion");
        if (!isBinary) return new CloudEvent(isStructured, false);
        foreach (var name in _required)
            if (string.IsNullOrEmpty(request.Headers["ce-" + name])) throw Missing("ce-" + name);
        CheckVersion(request.Headers["ce-specversion"].ToString());
        return new CloudEvent(false, true);
    }

    /// <summary>The request itself.</summary>
    public ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> body)
    {
        if (!_isStructured) return body;
        Native.PredictionRequest.RequireUtf8(body);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 100 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw ServingException.Invalid([new Problem(null, null, "an event", Got.Of(in reader))]);
        var (start, end) = (-1L, -1L);
        var missing = new HashSet<string>(_required, StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = JsonRows.Is(in reader, "data"u8);
            var isVersion = JsonRows.Is(in reader, "specversion"u8);
            foreach (var name in _required)
                if (JsonRows.Is(in reader, System.Text.Encoding.UTF8.GetBytes(name))) missing.Remove(name);
            reader.Read();
            if (isVersion) CheckVersion(reader.TokenType == JsonTokenType.String && JsonRows.Is(in reader, "1.0"u8) ? "1.0" : Got.Of(in reader));
            if (isData && start >= 0) throw ServingException.Invalid([new Problem(null, "data", "the key once", "it twice")]);
            if (isData) start = reader.TokenStartIndex;
            reader.Skip();
            if (isData) end = reader.BytesConsumed;
        }
        reader.Read();
        foreach (var name in missing) throw Missing(name);
        return start >= 0 ? body[(int)start..(int)end] : throw Missing("data");
    }

    /// <summary>Begins the answer; what is written next is its data.</summary>
    public void Begin(ServingCall call, Utf8JsonWriter json, ServedModel model)
    {
        var time = call.Options.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        if (_isBinary)
        {
            var headers = call.Response.Headers;
            (headers["ce-specversion"], headers["ce-id"], headers["ce-type"], headers["ce-time"]) = ("1.0", RequestIdentity.New(), AnswerType, time);
            headers["ce-source"] = Uri.EscapeDataString($"io.kserve.inference.{model.Name}");
        }
        if (!_isStructured) return;
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0");
        json.WriteString("id"u8, RequestIdentity.New());
        json.WriteString("source"u8, $"io.kserve.inference.{model.Name}");
        json.WriteString("type"u8, AnswerType);
        json.WriteString("time"u8, time);
        json.WriteString("datacontenttype"u8, MediaType.Json);
        json.WritePropertyName("data"u8);
    }

    /// <summary>Ends the answer and sends it.</summary>
    public void Send(ServingCall call, AnswerBuffer answer)
    {
        if (_isStructured) answer.Json.WriteEndObject();
        answer.SendTo(call.Response, _isStructured ? StructuredType : MediaType.Json);
    }

    static void CheckVersion(string found)
    {
        if (found != "1.0") throw ServingException.Invalid([new Problem(null, "specversion", "\"1.0\"", found)]);
    }

    static ServingException Missing(string name) => ServingException.Invalid([new Problem(null, name, "an attribute of the event", "none")]);
}
