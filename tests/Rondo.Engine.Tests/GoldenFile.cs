using System.Text.Json;

namespace Rondo.Engine.Tests;

/// <summary>Reference numbers under tests/golden, found by walking up from the test program.</summary>
static class GoldenFile
{
    public static JsonDocument Read(string part, string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "tests", "golden", part, name);
            if (File.Exists(path)) return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        throw new FileNotFoundException($"tests/golden/{part}/{name} is not above {AppContext.BaseDirectory}.");
    }

    public static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];
}
