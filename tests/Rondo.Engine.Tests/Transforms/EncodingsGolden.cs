using System.Text.Json;

namespace Rondo.Engine.Tests.Transforms;

/// <summary>Reference values of encodings; the script that made them lies beside them.</summary>
static class EncodingsGolden
{
    public static JsonElement Reference { get; } = GoldenFile.Read("encodings", "encodings.json").RootElement;

    public static string[] Texts(string name) => [.. Reference.GetProperty(name).EnumerateArray().Select(v => v.GetString()!)];
}
