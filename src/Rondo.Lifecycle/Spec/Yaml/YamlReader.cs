using System.Collections.Immutable;
using Rondo.Engine.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Rondo.Lifecycle.Spec.Yaml;

/// <summary>
/// Reads one YAML document into nodes with positions. Takes no anchors, aliases or tags, no duplicate keys and no tabs as indentation,
/// so that a small file can't grow large and every value stands where it seems to.
/// </summary>
public sealed class YamlReader
{
    const int MaxDepth = 32;
    const int MaxMistakes = 100;

    private readonly string _text;
    private readonly string _file;
    private readonly List<Mistake> _mistakes;
    private readonly List<YamlSpan> _spans = [];
    private readonly EventReader _parser;

    private YamlReader(string text, string file, List<Mistake> mistakes)
    {
        _text = text;
        _file = file;
        _mistakes = mistakes;
        _parser = new EventReader(text);
    }

    /// <summary>Reads the document, and adds what is wrong to <paramref name="mistakes"/>. Null when nothing could be read.</summary>
    public static YamlNode? Read(ReadOnlySpan<byte> bytes, string file, List<Mistake> mistakes)
    {
        try
        {
            return Read(YamlText.Decode(bytes, file), file, mistakes);
        }
        catch (RondoException fault)
        {
            mistakes.AddRange(fault.Mistakes);
            return null;
        }
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, string, List{Mistake})"/>
    public static YamlNode? Read(string text, string file, List<Mistake> mistakes) => new YamlReader(text, file, mistakes).Read();

    YamlNode? Read()
    {
        YamlNode? root = null;
        try
        {
            root = ReadStream();
            _mistakes.AddRange(TabFinder.Find(_text, _file, _spans, inBlankLines: false));
        }
        catch (TooMuch)
        {
            return null;
        }
        catch (YamlException fault)
        {
            // A tab is the likelier cause of what the parser stumbled over; it may have stopped a line before or point at the mapping's start.
            var isTab = fault.Message.Contains("tab", StringComparison.Ordinal);
            var tabs = TabFinder.Find(_text, _file, _spans, inBlankLines: isTab).Where(t => isTab || t.Line <= fault.End.Line + 1).ToArray();
            if (tabs.Length > 0) _mistakes.AddRange(tabs);
            else Add("bad_yaml", $"This is not valid YAML: {Lowered(fault.Message)}", Where(fault.Start), Hints.ForSyntax(_text, fault.Start.Line));
            return null;
        }
        return root;
    }

    YamlNode? ReadStream()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) return Empty();
        _parser.Consume<DocumentStart>();
        var root = ReadNode(1);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            Add("several_documents", "A second document begins here; one file holds one.", Where(second.Start), "Remove the `---` and what follows, or move it to a file of its own.");
        else _parser.Consume<StreamEnd>();
        return root is YamlScalar { Value: null } ? Empty() : root;
    }

    YamlNode? Empty()
    {
        Add("empty_file", "The file is empty.", new Position(1, 1), "It needs at least `define: { target: COLUMN }` and `prepare: { source: FILE }`.");
        return null;
    }

    YamlNode ReadNode(int depth)
    {
        if (_parser.Accept<AnchorAlias>(out var alias))
        {
            _parser.MoveNext();
            Add("yaml_alias", $"The alias '*{alias.Value}' is used; aliases are not read.", Where(alias.Start), "Write the value out.");
            return new YamlScalar("", IsQuoted: false, IsVerbatim: false, Where(alias.Start));
        }
        if (_parser.Current is NodeEvent node) RefuseExtras(node);
        if (depth > MaxDepth)
        {
            Add("nested_too_deeply", FormattableString.Invariant($"The file is nested more than {MaxDepth} levels deep."), Where(_parser.Current!.Start), "Flatten it.");
            throw new TooMuch();
        }
        if (_parser.TryConsume<Scalar>(out var scalar)) return ReadScalar(scalar);
        if (_parser.TryConsume<SequenceStart>(out var sequence)) return ReadList(sequence, depth);
        return ReadMap(_parser.Consume<MappingStart>(), depth);
    }

    void RefuseExtras(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
            Add("yaml_alias", $"The anchor '&{node.Anchor.Value}' is used; anchors are not read.", Where(node.Start), "Remove it, and write the values out.");
        if (!node.Tag.IsEmpty)
            Add("yaml_tag", $"The tag '{node.Tag}' is used; tags are not read.", Where(node.Start), "Remove it. Quotes make text of a value.");
    }

    YamlScalar ReadScalar(Scalar scalar)
    {
        var isPlain = scalar.Style is ScalarStyle.Plain;
        var quotes = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? 2 : 0;
        var isVerbatim = scalar.Start.Line == scalar.End.Line && scalar.End.Column - scalar.Start.Column == scalar.Value.Length + quotes;
        if (!isPlain) _spans.Add(new YamlSpan((int)scalar.Start.Line, (int)scalar.End.Line));
        return new YamlScalar(scalar.Value, !isPlain, isVerbatim, Where(scalar.Start));
    }

    YamlList ReadList(SequenceStart start, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var item = ReadNode(depth + 1);
            if (items.Count > 0 && OpenCall.Continue(items[^1], item) is { } whole) items[^1] = whole;
            else items.Add(item);
        }
        return new YamlList(items.ToImmutable(), Where(start.Start));
    }

    YamlMap ReadMap(MappingStart start, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var firsts = new Dictionary<string, Position>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (entries.Count > 0 && value is YamlScalar { Text: "", IsQuoted: false } && OpenCall.Continue(entries[^1].Value, key) is { } whole)
                entries[^1] = entries[^1] with { Value = whole };
            else if (key is not YamlScalar { Text.Length: > 0 } name)
                Add("bad_key", $"A key must be a word; this one is {key.Found}.", key.At, "Quote it if it is meant as text.");
            else if (firsts.TryGetValue(name.Text, out var first))
                Add("duplicate_key", FormattableString.Invariant($"'{name.Text}' is given twice; the first is on line {first.Line}."), key.At, "Keep one of them.");
            else
            {
                firsts.Add(name.Text, key.At);
                entries.Add(new YamlEntry(name.Text, key.At, value));
            }
        }
        return new YamlMap(entries.ToImmutable(), Where(start.Start));
    }

    void Add(string code, string message, Position at, string? hint)
    {
        _mistakes.Add(new Mistake(code, message) { File = _file, Line = at.Line, Column = at.Column, Hint = hint });
        if (_mistakes.Count >= MaxMistakes) throw new TooMuch();
    }

    static Position Where(Mark mark) => new((int)mark.Line, (int)mark.Column);

    static string Lowered(string message)
    {
        // The parser's own message may begin with the place, which the mistake carries already.
        var end = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        var text = end < 0 ? message : message[(end + 3)..];
        return text.Length == 0 ? "it can't be read." : char.ToLowerInvariant(text[0]) + text[1..];
    }

    sealed class TooMuch : Exception;
}

/// <summary>Lines of a quoted or block scalar.</summary>
readonly record struct YamlSpan(int FirstLine, int LastLine);
