using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources.Parquet;

/// <summary>The type that all parts of a column have in common. A part without any value has no say; without any value at all, the column is double in every format.</summary>
sealed class CommonTypes
{
    // Null: none of its parts had a value yet.
    private readonly OrderedDictionary<string, ColumnType?> _types = new(StringComparer.Ordinal);

    /// <returns>What is wrong when the part's type has nothing in common with those before it.</returns>
    public Mistake? TryAdd(string name, Column part, string file)
    {
        if (!_types.TryGetValue(name, out var known)) _types.Add(name, null);
        if (!HasValue(part) || known == part.Type) return null;
        if (known is { } common && Wider(common, part.Type) is null)
            return new Mistake("files_disagree", $"Column '{name}' is {part.Type.Word} here, but {common.Word} in files before it.") { File = file, Field = name, Hint = "Declare its type, or write the files alike." };
        _types[name] = known is { } narrower ? Wider(narrower, part.Type) : part.Type;
        return null;
    }

    public ColumnType Of(string name) => _types.GetValueOrDefault(name) ?? ColumnType.Double;

    /// <summary>The columns in the order in which they came, by their declared types where there are any.</summary>
    public ImmutableArray<Field> Fields(SourceOptions options) => [.. _types.Keys.Select(name => new Field(name, options.Types.GetValueOrDefault(name, Of(name))))];

    static bool HasValue(Column column)
    {
        for (var row = 0; row < column.Length; row++)
            if (!column.IsMissing(row)) return true;
        return false;
    }

    static ColumnType? Wider(ColumnType a, ColumnType b) => (a, b) switch
    {
        (ColumnType.Int64, ColumnType.Double) or (ColumnType.Double, ColumnType.Int64) => ColumnType.Double,
        (ColumnType.Date, ColumnType.Timestamp) or (ColumnType.Timestamp, ColumnType.Date) => ColumnType.Timestamp,
        _ => null,
    };
}
