using System.Collections.Immutable;
using Rondo.Engine.Data;

namespace Rondo.Engine.Export.OpGraph;

/// <summary>A column as a place in a graph.</summary>
public sealed record LoweredColumn(string Name, ColumnType Type, Value Value);

/// <summary>What a <see cref="Table"/> is to a fitted step, while a pipeline is lowered. Immutable.</summary>
public sealed record LoweredTable(ImmutableArray<LoweredColumn> Columns)
{
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public LoweredColumn this[string name] => Columns.FirstOrDefault(c => c.Name == name) ?? throw new KeyNotFoundException($"There is no column '{name}'.");

    public static LoweredTable Of(Schema schema) => new([.. schema.Fields.Select(f => new LoweredColumn(f.Name, f.Type, Value.Input(f)))]);

    public LoweredTable Drop(IReadOnlySet<string> names) => new([.. Columns.Where(c => !names.Contains(c.Name))]);

    /// <summary>With the column in the place of its namesake, or at the end.</summary>
    public LoweredTable With(string name, ColumnType type, Value value)
    {
        var column = new LoweredColumn(name, type, value);
        return Columns.Any(c => c.Name == name) ? Replace(name, [column]) : new(Columns.Add(column));
    }

    /// <summary>With other columns in the place of one.</summary>
    public LoweredTable Replace(string name, IEnumerable<LoweredColumn> columns)
    {
        _ = this[name];
        return new([.. Columns.SelectMany(c => c.Name == name ? columns : [c])]);
    }
}
