using System.Text;

namespace Rondo.Prepare.Sources.Json;

/// <summary>The keys of objects in order of first appearance.</summary>
sealed class JsonColumns
{
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    public List<string> Names { get; } = [];

    public List<byte[]> Utf8Names { get; } = [];

    public int Count => Names.Count;

    /// <summary>-1 for a key that has not appeared.</summary>
    public int Find(string name) => _positions.GetValueOrDefault(name, -1);

    public int PositionOf(string name)
    {
        if (_positions.TryGetValue(name, out var position)) return position;
        _positions.Add(name, Names.Count);
        Names.Add(name);
        Utf8Names.Add(Encoding.UTF8.GetBytes(name));
        return Names.Count - 1;
    }
}
