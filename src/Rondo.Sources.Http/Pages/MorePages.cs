using System.Text.Json;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Http.Pages;

/// <summary>Notices that an answer speaks of further pages that nobody asked for, so that no rows are lost in silence.</summary>
static class MorePages
{
    private static readonly string[] s_names =
    [
        "next", "next_url", "nexturl", "next_link", "nextlink", "@odata.nextlink", "next_page", "nextpage", "next_page_url",
        "next_cursor", "nextcursor", "next_page_token", "nextpagetoken", "has_more", "hasmore", "has_next", "hasnext",
    ];

    /// <exception cref="RondoException">There are more.</exception>
    public static void Refuse(JsonElement root, string place)
    {
        if (Find(root, "", 0) is not var (path, value)) return;
        var hint = value.ValueKind switch
        {
            JsonValueKind.String when IsAddress(value.GetString()!) => $"Follow it: `paging: next, next_path: {path}`.",
            JsonValueKind.String => $"Follow it: `paging: cursor, cursor_path: {path}`, and the query's parameter in `cursor_param`.",
            _ => "Say how the next page is asked for: `paging: page`, `offset`, `cursor` or `next`.",
        };
        throw new RondoException(new Mistake("more_pages", $"{place} says that there are more pages ('{path}'), but not the source how to get them.")
        {
            Field = "paging",
            Hint = $"{hint} `paging: none` takes this page alone.",
        });
    }

    static (string Path, JsonElement Value)? Find(JsonElement map, string prefix, int depth)
    {
        if (map.ValueKind != JsonValueKind.Object || depth > 1) return null;
        foreach (var property in map.EnumerateObject())
        {
            var path = prefix + property.Name;
            if (s_names.Contains(property.Name.ToLowerInvariant(), StringComparer.Ordinal) && Says(property.Value)) return (path, property.Value);
            if (Find(property.Value, $"{path}.", depth + 1) is { } inner) return inner;
        }
        return null;
    }

    static bool Says(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Number => true,
        _ => value.ValueKind == JsonValueKind.True,
    };

    static bool IsAddress(string text) => text[0] == '/' || text.StartsWith("http", StringComparison.OrdinalIgnoreCase);
}
