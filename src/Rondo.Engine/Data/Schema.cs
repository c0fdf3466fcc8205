using System.Collections.Immutable;

namespace Rondo.Engine.Data;

/// <summary>A column's name and type.</summary>
public sealed record Field(string Name, ColumnType Type);

/// <summary>The ordered, uniquely named fields of a table.</summary>
public sealed class Schema : IEquatable<Schema>
{
    private readonly Dictionary<string, int> _positions;

    public Schema(params ReadOnlySpan<Field> fields)
    {
        Fields = [.. fields];
        _positions = new Dictionary<string, int>(fields.Length, StringComparer.Ordinal);
        for (var i = 0; i < fields.Length; i++)
            if (!_positions.TryAdd(fields[i].Name, i))
                throw new ArgumentException($"Two columns are named '{fields[i].Name}'.", nameof(fields));
    }

    public ImmutableArray<Field> Fields { get; }

    public bool Contains(string name) => _positions.ContainsKey(name);

    /// <summary>The column's position, or -1.</summary>
    public int IndexOf(string name) => _positions.GetValueOrDefault(name, -1);

    public Field? Find(string name) => _positions.TryGetValue(name, out var index) ? Fields[index] : null;

    public bool Equals(Schema? other) => ReferenceEquals(this, other) || (other is not null && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as Schema);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var field in Fields) hash.Add(field);
        return hash.ToHashCode();
    }
}
