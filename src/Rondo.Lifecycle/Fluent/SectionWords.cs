using System.Collections.Immutable;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Fluent;

/// <summary>
/// The words of one section of the lifecycle file. Nothing changes in place: each call gives a section that says more.
/// A method is named as the key that it sets, so that file and program are read alike.
/// </summary>
public abstract class SectionWords<TSelf>
    where TSelf : SectionWords<TSelf>, new()
{
    internal YamlMap Map { get; init; } = Mapping.Empty;

    /// <summary>Any key by its name in the file, with a number, text, true or false, null, a list, or a <see cref="Mapping"/>.</summary>
    public TSelf Set(string key, object? value) => Put(value, key);

    /// <summary>A section of this section by its name in the file.</summary>
    public TSelf Section(string key, Func<OtherWords, OtherWords> say) => Nested(key, say);

    /// <summary>Sets the value at the end of a path of keys.</summary>
    private protected TSelf Put(object? value, params ImmutableArray<string> path) => new() { Map = With(Map, path, SpecTree.Value(value) ?? SpecTree.Nothing) };

    /// <summary>Sets those values of a subsection that are given; says the section even when none is.</summary>
    private protected TSelf PutGiven(string section, params ReadOnlySpan<(string Key, object? Value)> values)
    {
        var map = With(Map, [section], Mapping.Empty);
        foreach (var (key, value) in values)
            if (value is not null) map = With(map, [section, key], SpecTree.Value(value)!);
        return new() { Map = map };
    }

    private protected TSelf Nested<TInner>(string key, Func<TInner, TInner> say)
        where TInner : SectionWords<TInner>, new() =>
        new() { Map = With(Map, [key], say(new TInner { Map = Map[key] as YamlMap ?? Mapping.Empty }).Map, isWhole: true) };

    static YamlMap With(YamlMap map, ImmutableArray<string> path, YamlNode value, bool isWhole = false)
    {
        var (key, old) = (path[0], map[path[0]]);
        if (old is not null && old is YamlMap != (path.Length > 1 || value is YamlMap))
            throw new RondoException(new Mistake("conflicting_keys", $"'{key}' is said both for all columns and for single ones.") { Field = key, Hint = "Keep one of them." });
        if (path.Length > 1) value = With(old as YamlMap ?? Mapping.Empty, path[1..], value);
        // Said twice, a mapping keeps what it had.
        else if (!isWhole && old is YamlMap known && value is YamlMap more) value = more.Entries.Aggregate(known, (all, entry) => With(all, [entry.Key], entry.Value));
        var entry = new YamlEntry(key, default, value);
        return new YamlMap(old is null ? map.Entries.Add(entry) : [.. map.Entries.Select(e => e.Key == key ? entry : e)], default);
    }
}
