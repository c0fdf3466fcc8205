using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Takes the keys of one mapping, each with the type expected, and notes what is wrong instead of stopping.</summary>
sealed class SectionReader(YamlMap map, string path, SourceMap sources, List<Mistake> mistakes)
{
    private readonly List<string> _known = [];

    public YamlMap Map => map;

    public string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>The value of a key, or null when it is not given.</summary>
    public YamlNode? Node(string key)
    {
        _known.Add(key);
        return map[key];
    }

    public SectionReader? Section(string key) => Node(key) is { } node ? SectionOf(node, PathOf(key)) : null;

    public SectionReader? SectionOf(YamlNode node, string at)
    {
        if (node is YamlMap inner) return new SectionReader(inner, at, sources, mistakes);
        WrongType(node, at, "a mapping of keys and values");
        return null;
    }

    public string? Text(string key) => Node(key) is { } node ? TextOf(node, PathOf(key)) : null;

    /// <summary>Text; a number or true or false must be quoted to be meant as text.</summary>
    public string? TextOf(YamlNode node, string at)
    {
        if (node is YamlScalar { Value: string text }) return text;
        var mustQuote = node is YamlScalar { Value: not null };
        WrongType(node, at, "text", mustQuote ? $"If it is text, quote it: \"{((YamlScalar)node).Text}\"." : null);
        return null;
    }

    /// <summary>Any single value, as it is spelled in the file.</summary>
    public string? Spelled(string key) => Node(key) is { } node ? SpelledOf(node, PathOf(key)) : null;

    public string? SpelledOf(YamlNode node, string at)
    {
        if (node is YamlScalar { Value: not null } scalar) return scalar.Text;
        WrongType(node, at, "a single value");
        return null;
    }

    /// <summary>One of the words given.</summary>
    public string? Word(string key, params string[] words) => Node(key) is { } node ? WordOf(node, PathOf(key), PathOf(key), words) : null;

    /// <param name="family">The path that <see cref="NotYetSupported"/> lists values by.</param>
    public string? WordOf(YamlNode node, string at, string family, params string[] words)
    {
        var known = string.Join(", ", words);
        if (node is not YamlScalar { Value: string word })
        {
            WrongType(node, at, words.Length == 1 ? $"'{known}'" : $"one of {known}");
            return null;
        }
        if (words.Contains(word, StringComparer.Ordinal)) return word;
        if (NotYetSupported.HasValue(family, word)) Unsupported(node.At, at, $"'{word}' of '{family}'");
        else Add("unknown_value", $"'{word}' is not a value of '{family}'.", node.At, at, Spelling.DidYouMean(word, words) ?? $"Expected one of {known}.");
        return null;
    }

    /// <summary>An expression; its syntax is checked here, its columns and types when the data are there.</summary>
    public string? ExpressionOf(YamlNode node, string at)
    {
        if (SpelledOf(node, at) is not { } text) return null;
        try
        {
            Expression.Parse(text);
            return text;
        }
        catch (RondoException fault)
        {
            if (NotYetSupported.IsWindow(text)) Unsupported(node.At, at, "An aggregate over a window of time");
            else foreach (var mistake in fault.Mistakes) Place(mistake, at);
            return null;
        }
    }

    public long? Integer(string key, long min, long max = long.MaxValue)
    {
        if (Node(key) is not { } node) return null;
        var at = PathOf(key);
        var number = node is YamlScalar { Value: long whole } ? whole
            : node is YamlScalar { Value: double value } && value == Math.Floor(value) && Math.Abs(value) < 1e15 ? (long?)value
            : null;
        if (number is null)
        {
            WrongType(node, at, "a whole number");
            return null;
        }
        if (number >= min && number <= max) return number;
        var range = max == long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"at least {min}")
            : string.Create(CultureInfo.InvariantCulture, $"from {min} to {max}");
        Add("out_of_range", string.Create(CultureInfo.InvariantCulture, $"'{at}' is {number}; expected a whole number {range}."), node.At, at);
        return null;
    }

    public bool? Flag(string key)
    {
        if (Node(key) is not { } node) return null;
        if (node is YamlScalar { Value: bool flag }) return flag;
        WrongType(node, PathOf(key), "true or false");
        return null;
    }

    public double? NumberOf(YamlNode node, string at)
    {
        if (node is YamlScalar { Value: long whole }) return whole;
        if (node is YamlScalar { Value: double value } && double.IsFinite(value)) return value;
        var isBound = node is YamlScalar { Value: string text } && text.AsSpan().TrimStart().IndexOfAny("<>=") == 0;
        WrongType(node, at, "a number", isBound ? "A bound is a bare number, in the metric's good direction." : null);
        return null;
    }

    /// <summary>A number above 0 and below 1.</summary>
    public double? Share(string key)
    {
        if (Node(key) is not { } node || NumberOf(node, PathOf(key)) is not { } share) return null;
        if (share is > 0 and < 1) return share;
        var hint = share is >= 1 and < 100 ? string.Create(CultureInfo.InvariantCulture, $"For {share} percent write {share / 100}.") : null;
        Add("out_of_range", string.Create(CultureInfo.InvariantCulture, $"'{PathOf(key)}' is {share}; expected a share above 0 and below 1."), node.At, PathOf(key), hint);
        return null;
    }

    /// <summary>One text or a list of texts; empty when it is not given.</summary>
    public ImmutableArray<string> Texts(string key, Func<YamlNode, string, string?>? read = null)
    {
        return Node(key) is { } node ? TextsOf(node, PathOf(key), read) : [];
    }

    public ImmutableArray<string> TextsOf(YamlNode node, string at, Func<YamlNode, string, string?>? read = null)
    {
        read ??= TextOf;
        if (node is YamlScalar single) return read(single, at) is { } text ? [text] : [];
        if (node is not YamlList list)
        {
            WrongType(node, at, "a list of texts");
            return [];
        }
        var texts = ImmutableArray.CreateBuilder<string>(list.Items.Length);
        for (var i = 0; i < list.Items.Length; i++)
            if (read(list.Items[i], string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]")) is { } item) texts.Add(item);
        return texts.ToImmutable();
    }

    /// <summary>Names the keys that nobody took.</summary>
    public void Finish()
    {
        foreach (var entry in map.Entries)
        {
            if (_known.Contains(entry.Key)) continue;
            var at = PathOf(entry.Key);
            if (NotYetSupported.HasKey(at)) Unsupported(entry.KeyAt, at, $"'{at}'");
            else
            {
                var where = path.Length == 0 ? "the file" : $"'{path}'";
                Add("unknown_key", $"There is no key '{entry.Key}' in {where}.", entry.KeyAt, at,
                    Spelling.DidYouMean(entry.Key, _known) ?? $"Known here: {string.Join(", ", _known)}.");
            }
        }
    }

    /// <summary>Notes a key that must be given and isn't.</summary>
    public void Missing(string key, string expected) =>
        Add("missing_key", $"'{PathOf(key)}' is missing; {expected}.", map.At, PathOf(key), $"Add `{key}:`{(path.Length == 0 ? "" : $" to `{path}:`")}.");

    public void Unsupported(Position position, string at, string what) =>
        Add("not_yet_supported", $"{what} is not supported by this version of Rondo.", position, at, "Remove it.");

    public void WrongType(YamlNode node, string at, string expected, string? hint = null) =>
        Add("wrong_type", $"'{at}' is {node.Found}; expected {expected}.", node.At, at, hint);

    public void Add(string code, string message, Position position, string at, string? hint = null) =>
        mistakes.Add(position.Of(new Mistake(code, message) { Field = at, Hint = hint }, sources.File));

    /// <summary>Adds a mistake of something that stands at the path, such as an expression or a parameter.</summary>
    public void Place(Mistake mistake, string at, bool onKey = false)
    {
        var bare = mistake with { Field = null };
        mistakes.Add(onKey ? sources.PlaceKey(bare, at) : sources.Place(bare, at));
    }
}
