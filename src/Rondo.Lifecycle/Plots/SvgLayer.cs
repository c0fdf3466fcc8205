using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rondo.Lifecycle.Plots;

/// <summary>One mark of a specification with its rows.</summary>
sealed record SvgLayer(JsonObject Mark, JsonObject Encoding, JsonObject[] Rows)
{
    public string Kind => (string)Mark["type"]!;

    public static SvgLayer[] Of(JsonObject spec) =>
    [
        .. spec["layer"]!.AsArray().Select(layer => new SvgLayer(
            layer!["mark"]!.AsObject(),
            layer["encoding"]!.AsObject(),
            [.. ((layer["data"] ?? spec["data"])!["values"]!.AsArray()).Select(row => row!.AsObject())])),
    ];

    public JsonObject? Channel(string channel) => Encoding[channel]?.AsObject();

    /// <summary>The row's value of the channel: a number, a text, or null.</summary>
    public JsonNode? Value(JsonObject row, string channel) => Channel(channel) is { } definition && (string?)definition["field"] is { } field ? row[field] : null;

    public static double? Number(JsonNode? value) => value is { } node && node.GetValueKind() == JsonValueKind.Number ? (double)node : null;
}
