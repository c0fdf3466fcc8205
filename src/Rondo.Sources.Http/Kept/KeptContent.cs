using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rondo.Sources.Http.Kept;

/// <summary>What is known of an answer that an earlier run got: its content, how to ask whether it changed, and what it said of other pages.</summary>
/// <param name="Hash">SHA-256 of the content.</param>
/// <param name="File">The content's name in the store.</param>
sealed record KeptContent(string Hash, string File)
{
    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    public int Rows { get; init; }

    /// <summary>The next page's cursor or address.</summary>
    public string? Next { get; init; }

    public long? Total { get; init; }

    /// <summary>The encoding of text that the server declared.</summary>
    public string? Charset { get; init; }

    /// <summary>Whether a server can be asked if it changed.</summary>
    public bool HasValidator => ETag is not null || LastModified is not null;

    public KeptContent From(HttpResponseMessage response) => this with
    {
        // As it is: many servers leave out the quotes.
        ETag = response.Headers.NonValidated.TryGetValues("ETag", out var tags) ? tags.ToString() : null,
        LastModified = response.Content.Headers.LastModified?.ToString("r"),
    };

    /// <summary>Asks for the content only if it changed (RFC 9110, section 13.1).</summary>
    public void AddConditions(HttpRequestMessage request)
    {
        if (ETag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ETag);
        else if (LastModified is not null) request.Headers.TryAddWithoutValidation("If-Modified-Since", LastModified);
    }

    public string ToJson() => new JsonObject
    {
        ["hash"] = Hash,
        ["file"] = File,
        ["etag"] = ETag,
        ["last_modified"] = LastModified,
        ["rows"] = Rows,
        ["next"] = Next,
        ["total"] = Total,
        ["charset"] = Charset,
    }.ToJsonString();

    /// <exception cref="JsonException">It is none.</exception>
    public static KeptContent FromJson(string json)
    {
        var map = JsonNode.Parse(json)!.AsObject();
        return new KeptContent((string)map["hash"]!, (string)map["file"]!)
        {
            ETag = (string?)map["etag"],
            LastModified = (string?)map["last_modified"],
            Rows = (int)map["rows"]!,
            Next = (string?)map["next"],
            Total = (long?)map["total"],
            Charset = (string?)map["charset"],
        };
    }
}
