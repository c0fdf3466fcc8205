using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Http.Increments;

/// <summary>Where the last run stopped: the largest value, and the hashes of the records that have it.</summary>
sealed record IncrementCursor(string Field, CursorValue Value, IReadOnlyList<string> Seen)
{
    /// <exception cref="RondoException">It is none, or of another field.</exception>
    public static IncrementCursor Parse(string text, string field)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var map = document.RootElement;
            if (map.GetProperty("field").GetString() != field)
                throw new RondoException(new Mistake("bad_cursor", $"The last run stopped at a value of '{map.GetProperty("field").GetString()}', not of '{field}'.") { Field = "incremental" });
            var value = CursorValue.Of(map.GetProperty("value")) ?? throw new FormatException();
            return new IncrementCursor(field, value, [.. map.GetProperty("seen").EnumerateArray().Select(s => s.GetString() ?? "")]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RondoException("bad_cursor", "The place where the last run stopped can't be read.", "Begin anew: all rows are read again.");
        }
    }

    public override string ToString() => new JsonObject
    {
        ["field"] = Field,
        ["value"] = Value.Kind == "number" ? JsonNode.Parse(Value.Text) : JsonValue.Create(Value.Text),
        ["seen"] = new JsonArray([.. Seen.Select(s => (JsonNode?)JsonValue.Create(s))]),
    }.ToJsonString();
}
