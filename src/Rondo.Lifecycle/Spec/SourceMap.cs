using System.Globalization;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>Where each value of a lifecycle file stands, by paths such as <c>prepare.drop[1]</c>.</summary>
public sealed class SourceMap
{
    private readonly Dictionary<string, (YamlNode Value, Position? Key)> _places = new(StringComparer.Ordinal);

    private SourceMap(string? file) => File = file;

    /// <summary>Of a spec that no file was read for.</summary>
    public static SourceMap Empty { get; } = new(null);

    public string? File { get; }

    /// <param name="file">Null for a spec that a program said: its mistakes have no lines.</param>
    public static SourceMap Of(YamlNode root, string? file)
    {
        var map = new SourceMap(file);
        map.Add("", root, null);
        return map;
    }

    /// <summary>Where the value stands, or null when the file does not give it.</summary>
    public Position? ValueAt(string path) => _places.TryGetValue(path, out var place) ? place.Value.At : null;

    /// <summary>Where the last key of the path stands, or null when the file does not give it.</summary>
    public Position? KeyAt(string path) => _places.TryGetValue(path, out var place) ? place.Key : null;

    /// <summary>
    /// The mistake with the file and place of the path's value, or of the nearest section around it that the file has.
    /// A line and column that the mistake has already are taken as a place inside the value's text.
    /// </summary>
    public Mistake Place(Mistake mistake, string path) => At(mistake, path, onKey: false);

    /// <summary>As <see cref="Place"/>, but points at the key.</summary>
    public Mistake PlaceKey(Mistake mistake, string path) => At(mistake, path, onKey: true);

    /// <summary>Does the work; mistakes that have no place of their own get the path's.</summary>
    public T Within<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (RondoException exception) when (exception.Mistakes.All(m => m.File is null))
        {
            throw new RondoException(exception.Mistakes.Select(m => Place(m, path)));
        }
    }

    Mistake At(Mistake mistake, string path, bool onKey)
    {
        var placed = mistake with { File = File, Field = mistake.Field ?? path };
        if (File is null) return placed with { Line = null, Column = null };
        for (var at = path; ; at = Parent(at))
        {
            if (_places.TryGetValue(at, out var place))
            {
                var whole = at == path;
                var position = (onKey || !whole) && place.Key is { } key ? key : whole ? Inside(place.Value, mistake) : place.Value.At;
                return position.Of(placed, File);
            }
            if (at.Length == 0) return placed with { Line = null, Column = null };
        }
    }

    // Only text that stands in the file as it is can be counted into; else the value's start is the honest answer.
    static Position Inside(YamlNode value, Mistake mistake)
    {
        if (value is not YamlScalar { IsVerbatim: true } scalar || mistake.Line is not (null or 1) || mistake.Column is not { } column) return value.At;
        return value.At with { Column = value.At.Column + column - 1 + (scalar.IsQuoted ? 1 : 0) };
    }

    static string Parent(string path)
    {
        var cut = Math.Max(path.LastIndexOf('.'), path.LastIndexOf('['));
        return cut < 0 ? "" : path[..cut];
    }

    void Add(string path, YamlNode node, Position? key)
    {
        _places.TryAdd(path, (node, key));
        if (node is YamlMap map)
        {
            foreach (var entry in map.Entries) Add(path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", entry.Value, entry.KeyAt);
        }
        else if (node is YamlList list)
        {
            for (var i = 0; i < list.Items.Length; i++) Add(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), list.Items[i], null);
        }
    }
}
