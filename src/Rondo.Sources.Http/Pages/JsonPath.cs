using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Http.Pages;

/// <summary>Finds a value by keys with dots between them, <c>data.items</c>, or by a pointer with slashes (RFC 6901), <c>/data/items</c>.</summary>
static class JsonPath
{
    /// <summary>The value, or null when a step of the path is not there.</summary>
    public static JsonElement? Find(JsonElement root, string path)
    {
        var value = root;
        foreach (var step in Steps(path))
        {
            if (value.ValueKind == JsonValueKind.Object)
            {
                // The later of two would hide the first one's rows.
                if (Count(value, step) is var count && count != 1) return count == 0 ? null : throw Twice(step);
                value = value.GetProperty(step);
            }
            else if (value.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength()) value = value[index];
            else return null;
        }
        return value;
    }

    /// <summary>The paths of arrays of objects, three steps deep at most.</summary>
    public static IEnumerable<string> Arrays(JsonElement root, string path = "", int depth = 0)
    {
        if (root.ValueKind != JsonValueKind.Object || depth == 3) yield break;
        foreach (var property in root.EnumerateObject())
        {
            var own = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() > 0 && property.Value[0].ValueKind == JsonValueKind.Object) yield return own;
            foreach (var inner in Arrays(property.Value, own, depth + 1)) yield return inner;
        }
    }

    static string[] Steps(string path) =>
        path.Length == 0 ? []
        : path[0] == '/' ? [.. path[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
        : path.Split('.');

    static int Count(JsonElement map, string name)
    {
        var count = 0;
        foreach (var property in map.EnumerateObject())
            if (property.NameEquals(name)) count++;
        return count;
    }

    static RondoException Twice(string key) => new("duplicate_key", $"The key '{key}' stands twice in one object of the answer.");
}
