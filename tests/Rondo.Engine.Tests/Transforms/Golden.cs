using System.Text.Json;

namespace Rondo.Engine.Tests.Transforms;

/// <summary>Reference values from scikit-learn; the script that made them lies beside them.</summary>
static class Golden
{
    public static JsonElement Reference { get; } = GoldenFile.Read("transforms", "reference.json").RootElement;

    /// <summary>NaN stands for null.</summary>
    public static double[] Numbers(JsonElement list) =>
        [.. list.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())];

    public static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetString()!)];
}
