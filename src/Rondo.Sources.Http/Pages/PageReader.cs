using System.Text;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Sources.Http.Kept;
using Rondo.Sources.Http.Transport;

namespace Rondo.Sources.Http.Pages;

/// <summary>Takes the records and the way to the next page out of an answer.</summary>
sealed class PageReader(HttpSource source)
{
    /// <param name="place">The page, for messages.</param>
    /// <param name="number">1-based.</param>
    /// <returns>The records as lines, and what is known of the page.</returns>
    /// <exception cref="TransientFailure">The body breaks off.</exception>
    public (RecordLines Lines, KeptContent Content) Read(HttpResponseMessage response, byte[] body, string place, int number)
    {
        var type = response.Content.Headers.ContentType;
        if (body.AsSpan().TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..]) throw NotJson(body, type?.MediaType, place);
        var text = PageText.ToUtf8(body, type, source.Encoding, place);
        using var document = Parse(text, type?.MediaType, place);
        var root = document.RootElement;
        var lines = new RecordLines(source.Flatten);
        Add(lines, Records(root, place), place);
        var next = source.Paging is null or Paging.Link ? LinkHeader.Next(response) : NextIn(root);
        if (source.Paging is null && next is null && number == 1) MorePages.Refuse(root, place);
        var hash = ContentStore.HashOf(lines.Written);
        return (lines, new KeptContent(hash, $"{hash}.jsonl") { Rows = lines.Count, Next = next, Total = TotalIn(root, place) }.From(response));
    }

    static JsonDocument Parse(byte[] text, string? type, string place)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            if (BreaksOff(text)) throw new TransientFailure("its body broke off within its JSON");
            if (type is not null && !type.Contains("json", StringComparison.OrdinalIgnoreCase)) throw NotJson(text, type, place);
            var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            throw new RondoException("bad_json", $"{place} is malformed JSON: {(end < 0 ? e.Message : e.Message[..end])}",
                "If it is lines of JSON or another format, name it: `format: jsonl`.");
        }
    }

    // All tokens are sound, but some are missing.
    static bool BreaksOff(byte[] text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            while (reader.Read()) { }
            return reader.CurrentDepth > 0 || reader.TokenType == JsonTokenType.None;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    JsonElement Records(JsonElement root, string place)
    {
        var found = JsonPath.Find(root, source.Records);
        if (found is { ValueKind: JsonValueKind.Array or JsonValueKind.Null } records) return records;
        var arrays = JsonPath.Arrays(root).Take(5).ToArray();
        var problem = found is null ? $"has nothing at '{source.Records}'" : $"holds {Words(found.Value.ValueKind)}{(source.Records.Length == 0 ? "" : $" at '{source.Records}'")} instead of an array of records";
        throw new RondoException(new Mistake("no_records", $"{place} {problem}.")
        {
            Field = "records",
            Hint = arrays.Length > 0 ? $"Arrays of records are at: {string.Join(", ", arrays)}. Name one: `records: {arrays[0]}`." : $"It begins with: {Secrets.Redact(PageText.Start(Encoding.UTF8.GetBytes(root.GetRawText())))}",
        });
    }

    static void Add(RecordLines lines, JsonElement records, string place)
    {
        if (records.ValueKind == JsonValueKind.Null) return;
        try
        {
            foreach (var record in records.EnumerateArray()) lines.Add(record);
        }
        catch (InvalidOperationException)
        {
            throw new RondoException("bad_json", $"A key of {place} holds half of a surrogate pair.");
        }
    }

    string? NextIn(JsonElement root)
    {
        if (source.Paging is not (Paging.Cursor or Paging.Next)) return null;
        var found = JsonPath.Find(root, source.Paging == Paging.Next ? source.NextPath : source.CursorPath);
        return found switch
        {
            { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => value,
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };
    }

    long? TotalIn(JsonElement root, string place)
    {
        if (source.TotalPath.Length == 0) return null;
        if (JsonPath.Find(root, source.TotalPath) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var total) && total >= 0) return total;
        throw new RondoException(new Mistake("no_total", $"{place} has no number of rows at '{source.TotalPath}'.") { Field = "total_path", Hint = "Leave `total_path` out when the server doesn't say how many rows there are." });
    }

    static RondoException NotJson(byte[] body, string? type, string place) =>
        new("not_json", $"{place} is {(type is null ? "no JSON" : $"{type}, not JSON")}; it begins with: {Secrets.Redact(PageText.Start(body))}",
            "Is it a page to log in, or of an error? Look at the address and `headers`; a file of another format is named by `format`.");

    static string Words(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
