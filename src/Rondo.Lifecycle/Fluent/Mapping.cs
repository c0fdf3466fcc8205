using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Fluent;

/// <summary>A mapping of keys to values where a method takes any value.</summary>
public static class Mapping
{
    internal static YamlMap Empty { get; } = new([], default);

    public static YamlMap Of(params (string Key, object? Value)[] entries) =>
        new([.. entries.Select(e => new YamlEntry(e.Key, default, SpecTree.Value(e.Value) ?? SpecTree.Nothing))], default);
}
