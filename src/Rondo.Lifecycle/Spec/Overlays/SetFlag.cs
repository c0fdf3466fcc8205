using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec.Overlays;

/// <summary>One value for one key: <c>--set prepare.split.test=0.3</c>. The value is read as YAML; null removes the key.</summary>
sealed class SetFlag
{
    // The keys of this mapping hold a point themselves: algorithm.parameter.
    private const string Space = "train.tune.space";

    private readonly string _name;
    private readonly YamlNode _value;
    private readonly string[] _segments;

    private SetFlag(string name, string[] segments, YamlNode value) => (_name, _segments, _value) = (name, segments, value);

    /// <summary>Null when there is a mistake, which is noted.</summary>
    public static SetFlag? Parse(string text, List<Mistake> mistakes)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var key = equals < 0 ? "" : text[..equals].Trim();
        if (key.Length == 0 || Split(key) is not { } segments)
        {
            mistakes.Add(new Mistake("bad_arguments", $"--set takes KEY=VALUE; found '{text}'.") { Hint = "Write: --set prepare.split.test=0.3" });
            return null;
        }
        var name = $"--set {key}";
        return ReadValue(text[(equals + 1)..], name, mistakes) is { } value ? new SetFlag(name, segments, value) : null;
    }

    public YamlMap Apply(YamlMap root, List<Mistake> mistakes) => Put(root, _segments, "", mistakes) is YamlMap changed ? changed : root;

    static YamlNode? ReadValue(string text, string name, List<Mistake> mistakes)
    {
        var nothing = new YamlScalar("", IsQuoted: false, IsVerbatim: false, new Position(0, 0, name));
        if (text.Trim().Length == 0 || CoreSchema.TypeOf(text.Trim()) is null) return nothing;
        var found = new List<Mistake>();
        var value = YamlReader.Read(text, name, found);
        mistakes.AddRange(found.Select(m => m with { Line = null, Column = null }));
        return found.Count > 0 || value is null ? null : YamlMerge.PlacedIn(value, name, isWhole: true);
    }

    /// <summary>Names between points; a point in quotes or parentheses belongs to the name; <c>drop[1]</c> is <c>drop.1</c>.</summary>
    static string[]? Split(string key)
    {
        var segments = new List<string>();
        var word = "";
        var (depth, quote, wasQuoted) = (0, '\0', false);
        foreach (var c in key)
        {
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word += c;
            }
            else if (c is '"' or '\'') (quote, wasQuoted) = (c, true);
            else if ((c is '.' or '[') && depth == 0)
            {
                if (word.Length > 0 || wasQuoted) segments.Add(word);
                else if (segments.Count == 0) return null;
                (word, wasQuoted) = ("", false);
            }
            else if (c == ']' && depth == 0) continue;
            else
            {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                word += c;
            }
        }
        if (word.Length > 0 || wasQuoted) segments.Add(word);
        return quote != '\0' || segments.Count == 0 ? null : [.. segments];
    }

    /// <summary>The node with the value below it; null when it is to be removed.</summary>
    YamlNode? Put(YamlNode? node, ReadOnlySpan<string> path, string at, List<Mistake> mistakes)
    {
        if (path.IsEmpty) return _value is YamlScalar { Value: null } ? null : _value;
        return node switch
        {
            null when path[0] == "0" => PutItem(new YamlList([], Here), path, at, mistakes),
            null or YamlScalar { Value: null } => PutKey(new YamlMap([], Here), path, at, mistakes),
            YamlMap map => PutKey(map, path, at, mistakes),
            YamlList list => PutItem(list, path, at, mistakes),
            // `train.models.0.ridge.alpha`, where the list has the name alone.
            YamlScalar scalar when scalar.Text == path[0] && at.EndsWith(']') => PutKey(new YamlMap([], Here), path, at, mistakes),
            _ => Wrong(node, $"'{at}' is {node.Found}, which has no keys.", null, mistakes),
        };
    }

    YamlMap PutKey(YamlMap map, ReadOnlySpan<string> path, string at, List<Mistake> mistakes)
    {
        var length = KeyLength(map, path, at);
        var key = string.Join('.', path[..length]!);
        var index = map.Entries.Select(e => e.Key).ToList().IndexOf(key);
        var value = Put(index < 0 ? null : map.Entries[index].Value, path[length..], at.Length == 0 ? key : $"{at}.{key}", mistakes);
        if (value is null) return index < 0 ? map : map with { Entries = map.Entries.RemoveAt(index) };
        // Only what the flag gives stands in the flag.
        var keyAt = index >= 0 && length < path.Length ? map.Entries[index].KeyAt : Here;
        var entry = new YamlEntry(key, keyAt, value);
        return map with { Entries = index < 0 ? map.Entries.Add(entry) : map.Entries.SetItem(index, entry) };
    }

    // A key may hold points: the longest one that is there is meant.
    static int KeyLength(YamlMap map, ReadOnlySpan<string> path, string at)
    {
        for (var length = path.Length; length > 1; length--)
            if (map[string.Join('.', path[..length]!)] is not null) return length;
        return at == Space ? path.Length : 1;
    }

    YamlNode PutItem(YamlList list, ReadOnlySpan<string> path, string at, List<Mistake> mistakes)
    {
        var count = list.Items.Length;
        if (!int.TryParse(path[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > count)
        {
            var range = string.Create(CultureInfo.InvariantCulture, $"0 to {count - 1}, or {count} for one more");
            return Wrong(list, $"'{at}' is a list; '{path[0]}' is no number of an item of it.", $"Its items are {range}.", mistakes);
        }
        var itemAt = string.Create(CultureInfo.InvariantCulture, $"{at}[{index}]");
        var value = Put(index < count ? list.Items[index] : null, path[1..], itemAt, mistakes);
        if (value is null) return index < count ? list with { Items = list.Items.RemoveAt(index) } : list;
        return list with { Items = index < count ? list.Items.SetItem(index, value) : list.Items.Add(value) };
    }

    YamlNode Wrong(YamlNode node, string message, string? hint, List<Mistake> mistakes)
    {
        mistakes.Add(Here.Of(new Mistake("bad_key", message) { Hint = hint }, null));
        return node;
    }

    Position Here => new(0, 0, _name);
}
