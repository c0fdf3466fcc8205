using System.Text.Json;

namespace Rondo.Engine.Tests.Transforms;

/// <summary>Reference values from scikit-learn; the script that made them lies beside them.</summary>
static class Golden
{
    public static JsonElement Reference { get; } = Load();

    /// <summary>NaN stands for null.</summary>
    public static double[] Numbers(JsonElement list) =>
        [.. list.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN : v.GetDouble())];

    public static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetString()!)];

    static JsonElement Load()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "tests", "golden"))) folder = folder.Parent;
        var path = Path.Combine(folder!.FullName, "tests", "golden", "transforms", "reference.json");
        return JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
    }
}
