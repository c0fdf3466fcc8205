using System.Text.Json;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads single values of a resolved file as it stands in a package.</summary>
static class SpecValues
{
    /// <summary>A span of time as the file's schema takes it; months count thirty days and years 365. Null when it is none.</summary>
    public static TimeSpan? Span(string text) =>
        text.EndsWith("mo", StringComparison.Ordinal) ? DurationText.Parse(text[..^2] + "d") * 30
        : text.EndsWith('y') ? DurationText.Parse(text[..^1] + "d") * 365
        : DurationText.Parse(text);

    extension(JsonElement spec)
    {
        /// <summary>What stands under these keys, one in the other; null when nothing does.</summary>
        public JsonElement? At(params ReadOnlySpan<string> path)
        {
            var at = spec;
            foreach (var key in path)
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(key, out at)) return null;
            return at;
        }

        /// <summary>The same as text, of a text or a number.</summary>
        public string? TextAt(params ReadOnlySpan<string> path) => spec.At(path) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };

        public double? NumberAt(params ReadOnlySpan<string> path) => spec.At(path) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
    }
}
