using System.Collections.Immutable;

namespace Rondo.Engine.Data;

/// <summary>An immutable table: named columns of one length. Every change gives a new table that shares the other columns.</summary>
public sealed class Table
{
    public Table(Schema schema, params ReadOnlySpan<Column> columns)
    {
        if (schema.Fields.Length != columns.Length)
            throw new ArgumentException($"{schema.Fields.Length} fields do not fit {columns.Length} columns.", nameof(columns));
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Type != schema.Fields[i].Type)
                throw new ArgumentException($"Column '{schema.Fields[i].Name}' is {columns[i].Type.Word}, not {schema.Fields[i].Type.Word}.", nameof(columns));
            if (columns[i].Length != columns[0].Length)
                throw new ArgumentException($"Column '{schema.Fields[i].Name}' has {columns[i].Length} rows, not {columns[0].Length}.", nameof(columns));
        }
        Schema = schema;
        Columns = [.. columns];
        RowCount = columns.Length == 0 ? 0 : columns[0].Length;
    }

    public Schema Schema { get; }

    public ImmutableArray<Column> Columns { get; }

    public int RowCount { get; }

    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public Column this[string name]
    {
        get
        {
            var index = Schema.IndexOf(name);
            return index >= 0 ? Columns[index] : throw new KeyNotFoundException($"There is no column '{name}'.");
        }
    }

    public Table Take(ReadOnlySpan<int> rows)
    {
        var taken = new Column[Columns.Length];
        for (var i = 0; i < taken.Length; i++) taken[i] = Columns[i].Take(rows);
        return new Table(Schema, taken);
    }

    /// <summary>The named columns, in the order named.</summary>
    public Table Select(IEnumerable<string> names) =>
        Of(names.Select(name => (name, this[name])));

    public Table Drop(IReadOnlySet<string> names) =>
        Of(Schema.Fields.Where(f => !names.Contains(f.Name)).Select(f => (f.Name, this[f.Name])));

    /// <summary>This table with the column put in the place of its namesake, or at the end.</summary>
    public Table With(string name, Column column)
    {
        var pairs = Schema.Fields.Select((f, i) => (f.Name, Columns[i])).ToList();
        var index = Schema.IndexOf(name);
        if (index >= 0) pairs[index] = (name, column);
        else pairs.Add((name, column));
        return Of(pairs);
    }

    public static Table Of(params IEnumerable<(string Name, Column Column)> columns)
    {
        var pairs = columns.ToArray();
        return new Table(
            new Schema([.. pairs.Select(p => new Field(p.Name, p.Column.Type))]),
            [.. pairs.Select(p => p.Column)]);
    }
}
