using System.Collections.Immutable;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec.Overlays;

/// <summary>What is laid over a lifecycle file before it is read: other files in their order (<c>--with</c>), then single values (<c>--set</c>).</summary>
public sealed record SpecChanges
{
    /// <summary>Paths of overlays, from the current folder.</summary>
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>Texts such as <c>prepare.split.test=0.3</c>.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    public bool IsEmpty => Files.IsEmpty && Values.IsEmpty;

    /// <param name="folder">The folder that the file's paths start from; those of an overlay elsewhere are written anew from there.</param>
    internal YamlMap Apply(YamlMap root, string folder, List<Mistake> mistakes)
    {
        foreach (var file in Files)
            if (ReadOverlay(file, folder, mistakes) is { } overlay) root = YamlMerge.Merge(root, overlay);
        foreach (var text in Values)
            if (SetFlag.Parse(text, mistakes) is { } flag) root = flag.Apply(root, mistakes);
        return root;
    }

    static YamlMap? ReadOverlay(string file, string folder, List<Mistake> mistakes)
    {
        var root = YamlReader.Read(SpecReader.ReadBytes(file, file), file, mistakes);
        if (root is null) return null;
        if (root is not YamlMap map)
        {
            mistakes.Add(root.At.Of(new Mistake("wrong_type", $"The file holds {root.Found}; expected keys of a lifecycle file, such as `train:`."), file));
            return null;
        }
        var placed = (YamlMap)YamlMerge.PlacedIn(map, file);
        var own = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return own == Path.GetFullPath(folder) ? placed : SpecPaths.Moved(placed, own, folder);
    }
}
