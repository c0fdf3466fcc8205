using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>A column of a schema file.</summary>
/// <param name="IsNullable">Whether values may be missing; null says nothing about it.</param>
public sealed record SchemaColumn(string Name, ColumnType Type, bool? IsNullable = null)
{
    public Position? At { get; init; }
}

/// <summary>The columns that data must have: written on the first run, enforced on the next ones.</summary>
public sealed record SchemaFile(ImmutableArray<SchemaColumn> Columns)
{
    public const string DefaultName = "schema.yaml";

    private const string Heading = """
        # The columns of the data, as the first run found them. Later runs stop when the data differ.
        # Edit this file, or delete it to have it written again. `nullable: false` forbids missing values.

        """;

    /// <summary>For mistakes; null when it was not read from a file.</summary>
    public string? File { get; init; }

    /// <summary>
    /// What reading a source must know beforehand: columns of text, for 007 would become 7. The other types are found from the values,
    /// so that a difference is one of the schema and not of the source's form.
    /// </summary>
    public IReadOnlyDictionary<string, ColumnType> TypesForReading =>
        Columns.Where(c => c.Type == ColumnType.Text).ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);

    /// <summary>What the table shows. That a value is never missing in it proves nothing, so it is not claimed.</summary>
    public static SchemaFile Infer(Table table) => new(
    [
        .. table.Schema.Fields.Select((field, i) => new SchemaColumn(field.Name, field.Type, table.Columns[i].CountMissing() > 0 ? true : null)),
    ]);

    /// <summary>The schema in the file, or null when there is no such file.</summary>
    /// <exception cref="RondoException">The file has mistakes.</exception>
    public static SchemaFile? Read(string path)
    {
        if (!System.IO.File.Exists(path)) return null;
        var mistakes = new List<Mistake>();
        var root = YamlReader.Read(System.IO.File.ReadAllBytes(path), path, mistakes);
        var columns = root is YamlMap map ? ReadColumns(new SectionReader(map, "", SourceMap.Of(map, path), mistakes)) : [];
        if (root is not null and not YamlMap)
            mistakes.Add(new Mistake("wrong_type", $"The file holds {root.Found}; expected the key `columns`.") { File = path, Line = root.At.Line, Column = root.At.Column });
        return mistakes.Count == 0 ? new SchemaFile(columns) { File = path } : throw new RondoException(mistakes);
    }

    public void Write(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var half = path + ".new";
        System.IO.File.WriteAllText(half, ToYaml());
        System.IO.File.Move(half, path, overwrite: true);
    }

    public string ToYaml() => Heading + YamlWriter.Write(Map([("columns", Map(Columns.Select(c => (c.Name, (YamlNode)Map(
    [
        ("type", Plain(c.Type.Word)),
        .. c.IsNullable is { } nullable ? [("nullable", Plain(nullable ? "true" : "false"))] : Array.Empty<(string, YamlNode)>(),
    ])))))]));

    /// <summary>The table with whole numbers made double where the schema says so. Columns keep the data's order.</summary>
    /// <exception cref="RondoException">Columns are missing, new or of another type, or miss values that they must have. Ends a command with code 4.</exception>
    public Table Enforce(Table table)
    {
        var mistakes = new List<Mistake>();
        foreach (var column in Columns)
        {
            if (!table.Schema.Contains(column.Name)) mistakes.Add(Missing(column, table));
            else if (Conform(column, table[column.Name]) is { } conforming)
            {
                if (column.IsNullable == false && conforming.CountMissing() is > 0 and var count) mistakes.Add(Empty(column, conforming, count));
                table = table.With(column.Name, conforming);
            }
            else mistakes.Add(Retyped(column, table[column.Name].Type));
        }
        var known = Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        mistakes.AddRange(table.Schema.Fields.Where(f => !known.Contains(f.Name)).Select(New));
        return mistakes.Count == 0 ? table : throw new RondoException(mistakes);
    }

    // Whole numbers may become doubles, and a column without any value has the type that it is said to have.
    static Column? Conform(SchemaColumn declared, Column column)
    {
        if (column.Type == declared.Type) return column;
        if (column is IntegerColumn { Type: ColumnType.Int64 } integers && declared.Type == ColumnType.Double) return ColumnConversion.ToDouble(integers);
        return column.CountMissing() == column.Length ? ColumnConversion.AllMissing(declared.Type, column.Length) : null;
    }

    Mistake Missing(SchemaColumn column, Table table)
    {
        var likely = Spelling.Nearest(column.Name, table.Schema.Fields.Select(f => f.Name).Where(n => Columns.All(c => c.Name != n)));
        return Differs(column, "missing_column", $"The data have no column '{column.Name}' ({column.Type.Word}), which they had when the schema was written.",
            likely is null ? "Bring it back, or take it out of the schema file." : $"Is it '{likely}' now? Then rename it there or in the schema file.");
    }

    Mistake Retyped(SchemaColumn column, ColumnType found) =>
        Differs(column, "retyped_column", $"Column '{column.Name}' is {found.Word}; the schema says {column.Type.Word}.", "Put the data right, or change the type in the schema file.");

    Mistake New(Field field) =>
        new("new_column", $"The data have a new column '{field.Name}' ({field.Type.Word}), which is not in the schema.")
        {
            Blame = Blame.Check,
            File = File,
            Field = field.Name,
            Hint = $"Add `{field.Name}: {{ type: {field.Type.Word} }}` to the schema file, or delete that file to have it written again.",
        };

    Mistake Empty(SchemaColumn column, Column values, int count)
    {
        var first = Enumerable.Range(0, values.Length).First(values.IsMissing) + 1;
        return Differs(column, "missing_values", string.Create(CultureInfo.InvariantCulture, $"Column '{column.Name}' misses {count} values (first: row {first}); the schema says that it has all."), "Put the data right, or remove `nullable: false`.") with { Row = first };
    }

    Mistake Differs(SchemaColumn column, string code, string message, string hint) =>
        new(code, message) { Blame = Blame.Check, File = File, Line = column.At?.Line, Column = column.At?.Column, Field = column.Name, Hint = hint };

    static ImmutableArray<SchemaColumn> ReadColumns(SectionReader top)
    {
        var columns = ImmutableArray.CreateBuilder<SchemaColumn>();
        if (top.Section("columns") is { } section)
        {
            foreach (var entry in section.Map.Entries)
                if (ReadColumn(section, entry) is { } column) columns.Add(column);
        }
        else if (top.Map["columns"] is null) top.Missing("columns", "it maps each column to its type");
        top.Finish();
        return columns.ToImmutable();
    }

    static SchemaColumn? ReadColumn(SectionReader section, YamlEntry entry)
    {
        if (section.SectionOf(entry.Value, section.PathOf(entry.Key)) is not { } column) return null;
        var type = column.Word("type", [.. Enum.GetValues<ColumnType>().Select(t => t.Word)]);
        var nullable = column.Flag("nullable");
        column.Finish();
        if (column.Map["type"] is null) column.Missing("type", "it says what the values are");
        return type is not null && ColumnTypes.TryParse(type, out var parsed) ? new SchemaColumn(entry.Key, parsed, nullable) { At = entry.KeyAt } : null;
    }

    static YamlScalar Plain(string text) => new(text, IsQuoted: false, IsVerbatim: false, default);

    static YamlMap Map(IEnumerable<(string Key, YamlNode Value)> entries) => new([.. entries.Select(e => new YamlEntry(e.Key, default, e.Value))], default);
}
