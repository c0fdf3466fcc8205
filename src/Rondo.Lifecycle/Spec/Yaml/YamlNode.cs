using System.Collections.Immutable;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Spec.Yaml;

/// <summary>A place in a file, 1-based; line 0 is the file as a whole.</summary>
/// <param name="File">Null in the file that is read; the name of another one, or of a flag, for what was laid over it.</param>
public readonly record struct Position(int Line, int Column, string? File = null)
{
    /// <summary>The mistake at this place.</summary>
    /// <param name="main">The file that is read.</param>
    public Mistake Of(Mistake mistake, string? main) =>
        mistake with { File = File ?? main, Line = Line > 0 ? Line : null, Column = Line > 0 ? Column : null };
}

/// <summary>A value of a YAML file and where it stands.</summary>
public abstract record YamlNode(Position At)
{
    /// <summary>What a message calls it, such as "the number 5" or "a list".</summary>
    public abstract string Found { get; }

    /// <summary>Numbers, booleans, text and null as they are, arrays and sorted dictionaries of them.</summary>
    public abstract object? Plain { get; }
}

/// <summary>A single value. Quoted values are always text; plain ones are typed by YAML's core schema.</summary>
/// <param name="IsVerbatim">Whether the text stands in the file character by character, on one line.</param>
public sealed record YamlScalar(string Text, bool IsQuoted, bool IsVerbatim, Position At) : YamlNode(At)
{
    /// <summary>Null, a bool, a long, a double or a string.</summary>
    public object? Value => IsQuoted ? Text : CoreSchema.TypeOf(Text);

    public override string Found => Value switch
    {
        null => "nothing",
        string => $"the text '{Shortened}'",
        bool => Text,
        _ => $"the number {Text}",
    };

    public override object? Plain => Value;

    string Shortened => Text.Length <= 60 ? Text : string.Concat(Text.AsSpan(0, 57), "...");
}

/// <summary>A list of values.</summary>
public sealed record YamlList(ImmutableArray<YamlNode> Items, Position At) : YamlNode(At)
{
    public override string Found => "a list";

    public override object? Plain => Items.Select(i => i.Plain).ToImmutableArray();
}

/// <summary>A key of a mapping, where it stands, and its value.</summary>
public sealed record YamlEntry(string Key, Position KeyAt, YamlNode Value);

/// <summary>Keys and values in the order written; no key comes twice.</summary>
public sealed record YamlMap(ImmutableArray<YamlEntry> Entries, Position At) : YamlNode(At)
{
    public YamlNode? this[string key]
    {
        get
        {
            foreach (var entry in Entries)
                if (entry.Key == key) return entry.Value;
            return null;
        }
    }

    public override string Found => "a mapping";

    public override object? Plain => Entries.ToImmutableSortedDictionary(e => e.Key, e => e.Value.Plain, StringComparer.Ordinal);
}
