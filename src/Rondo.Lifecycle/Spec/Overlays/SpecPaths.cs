using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec.Overlays;

/// <summary>Writes the paths of a tree anew for another folder, so that they lead to the same files.</summary>
static class SpecPaths
{
    private static readonly string[] s_paths = ["prepare.source", "prepare.source.from", "prepare.sources.*", "prepare.sources.*.from", "prepare.schema"];

    public static YamlMap Moved(YamlMap root, string from, string to) =>
        s_paths.Aggregate(root, (map, path) => (YamlMap)At(map, path.Split('.'), text => Moved(text, from, to)));

    static string Moved(string path, string from, string to)
    {
        // An address has no folder, and neither has what the environment will say.
        if (path.Contains("://", StringComparison.Ordinal) || path.StartsWith("${", StringComparison.Ordinal) || Path.IsPathRooted(path)) return path;
        return Path.GetRelativePath(to, Path.Combine(from, path)).Replace('\\', '/');
    }

    static YamlNode At(YamlNode node, ReadOnlySpan<string> path, Func<string, string> change)
    {
        if (path.IsEmpty)
        {
            return node switch
            {
                YamlScalar { Value: string text } scalar when change(text) is var changed && changed != text => scalar with { Text = changed, IsQuoted = true, IsVerbatim = false },
                YamlList list => list with { Items = [.. list.Items.Select(item => At(item, [], change))] },
                _ => node,
            };
        }
        if (node is not YamlMap map) return node;
        var entries = map.Entries.ToArray();
        for (var i = 0; i < entries.Length; i++)
            if (path[0] == "*" || entries[i].Key == path[0]) entries[i] = entries[i] with { Value = At(entries[i].Value, path[1..], change) };
        return map with { Entries = [.. entries] };
    }
}
