using System.Collections.Immutable;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec.Overlays;

/// <summary>Lays one tree over another: mappings merge, single values and lists replace, null removes.</summary>
static class YamlMerge
{
    public static YamlMap Merge(YamlMap below, YamlMap above)
    {
        var entries = below.Entries.ToList();
        foreach (var entry in above.Entries)
        {
            var at = entries.FindIndex(e => e.Key == entry.Key);
            var isRemoved = entry.Value is YamlScalar { Value: null };
            if (isRemoved && at >= 0) entries.RemoveAt(at);
            if (isRemoved) continue;
            var value = entry.Value is YamlMap map ? Merge(at >= 0 && entries[at].Value is YamlMap inner ? inner : map with { Entries = [] }, map) : entry.Value;
            if (at >= 0) entries[at] = entry with { Value = value };
            else entries.Add(entry with { Value = value });
        }
        return below with { Entries = [.. entries] };
    }

    /// <summary>The tree with every place in this file.</summary>
    /// <param name="isWhole">Whether lines mean nothing, as in a flag.</param>
    public static YamlNode PlacedIn(YamlNode node, string file, bool isWhole = false)
    {
        return Placed(node);

        Position At(Position at) => isWhole ? new Position(0, 0, file) : at with { File = file };

        YamlNode Placed(YamlNode node) => node switch
        {
            YamlMap map => new YamlMap(map.Entries.Select(e => new YamlEntry(e.Key, At(e.KeyAt), Placed(e.Value))).ToImmutableArray(), At(map.At)),
            YamlList list => new YamlList(list.Items.Select(Placed).ToImmutableArray(), At(list.At)),
            _ => node with { At = At(node.At) },
        };
    }
}
