using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>The form of a body, as its Content-Type says.</summary>
enum MediaKind
{
    Json,
    JsonLines,
    Csv,
    /// <summary>Bytes, such as those of tensors.</summary>
    Bytes,
    Other,
}

static class MediaType
{
    public const string Json = "application/json";
    public const string JsonLines = "application/x-ndjson";

    /// <exception cref="ServingException">It is none of those, or in other characters than UTF-8.</exception>
    public static MediaKind Require(HttpRequest request, MediaKind one, MediaKind? other = null, MediaKind? third = null)
    {
        var kind = KindOf(request);
        if (kind == one || kind == other || kind == third) return kind;
        var names = string.Join(" or ", new[] { one, other, third }.OfType<MediaKind>().Select(NameOf));
        var found = string.IsNullOrEmpty(request.ContentType) ? "no Content-Type" : $"'{Shown(request.ContentType)}'";
        throw ServingException.UnsupportedType($"This route takes {names}; found {found}.");
    }

    /// <summary>Refuses parameters that other servers refuse too, such as a version.</summary>
    public static void RequireOnlyCharset(HttpRequest request)
    {
        if (request.ContentType == Json || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) return;
        foreach (var parameter in type.Parameters)
            if (!parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase))
                throw ServingException.UnsupportedType($"The body's type has a parameter '{Shown(parameter.Name.ToString())}'; only charset is read here.");
    }

    public static MediaKind KindOf(HttpRequest request)
    {
        var text = request.ContentType;
        if (text == Json) return MediaKind.Json;
        if (!MediaTypeHeaderValue.TryParse(text, out var type)) return MediaKind.Other;
        if (type.Charset is { Length: > 0 } charset && !charset.AsSpan().Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw ServingException.UnsupportedType($"The body's characters are '{Shown(charset.ToString())}'; only utf-8 is read here.");
        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            Json or "text/json" or "application/cloudevents+json" => MediaKind.Json,
            JsonLines or "application/jsonlines" or "application/jsonl" or "application/x-jsonlines" or "application/x-jsonl" => MediaKind.JsonLines,
            "text/csv" => MediaKind.Csv,
            "application/octet-stream" => MediaKind.Bytes,
            _ => MediaKind.Other,
        };
    }

    static string NameOf(MediaKind kind) => kind switch
    {
        MediaKind.Json => Json,
        MediaKind.JsonLines => JsonLines,
        MediaKind.Csv => "text/csv",
        _ => "application/octet-stream",
    };

    static string Shown(string text) => text.Length <= 80 ? text : text[..80] + "...";
}
