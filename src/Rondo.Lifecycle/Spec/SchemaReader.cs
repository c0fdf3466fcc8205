using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Prepare.Checks;

namespace Rondo.Lifecycle.Spec;

/// <summary>Reads a schema file; throws once, with every mistake in it and its place.</summary>
static class SchemaReader
{
    private static readonly string[] s_own = ["type", "required", "nullable", "present"];

    public static SchemaFile Parse(byte[] bytes, string file)
    {
        var mistakes = new List<Mistake>();
        var root = YamlReader.Read(bytes, file, mistakes);
        var schema = root is YamlMap map ? Read(new SectionReader(map, "", SourceMap.Of(map, file), mistakes), RondoParts.Catalog) : new SchemaFile([]);
        if (root is not null and not YamlMap)
            mistakes.Add(new Mistake("wrong_type", $"The file holds {root.Found}; expected the key `columns`.") { File = file, Line = root.At.Line, Column = root.At.Column });
        return mistakes.Count == 0 ? schema with { File = file } : throw new RondoException(mistakes);
    }

    static SchemaFile Read(SectionReader top, PartCatalog parts)
    {
        var columns = ImmutableArray.CreateBuilder<SchemaColumn>();
        if (top.Section("columns") is { } section)
        {
            foreach (var entry in section.Map.Entries)
                if (ReadColumn(section, entry, parts) is { } column) columns.Add(column);
            CheckTypes(section, columns.ToImmutable());
        }
        else if (top.Map["columns"] is null) top.Missing("columns", "it maps each column to its type");
        var schema = new SchemaFile(columns.ToImmutable()) { Rows = ChecksReader.ReadRows(top), Unique = ChecksReader.ReadUnique(top) };
        top.Finish();
        if (schema.Rows?.Word is not null) top.WrongType(top.Map["rows"]!, "rows", "bounds, such as `{ min: 1000 }`");
        if (schema.Rows?.OnFail is not null || schema.Unique.Any(u => u.OnFail is not null))
            top.Add("unknown_key", "A schema has no `on_fail`: what differs from it stops.", top.Map.At, "on_fail", "Ask for it in `prepare.checks`.");
        foreach (var name in schema.Unique.SelectMany(u => u.Columns).Where(name => columns.All(c => c.Name != name)))
            top.Add("unknown_column", $"The schema has no column '{name}'.", top.Map["unique"]!.At, "unique", Spelling.DidYouMean(name, columns.Select(c => c.Name)));
        return schema;
    }

    static SchemaColumn? ReadColumn(SectionReader section, YamlEntry entry, PartCatalog parts)
    {
        if (section.SectionOf(entry.Value, section.PathOf(entry.Key)) is not { } column) return null;
        var type = column.Word("type", [.. Enum.GetValues<ColumnType>().Select(t => t.Word)]);
        var isRequired = column.Flag("required");
        var nullable = column.Flag("nullable");
        var present = ReadPresent(column);
        var checks = ColumnChecksReader.Read(column, parts, s_own);
        if (column.Map["type"] is null) column.Missing("type", "it says what the values are");
        return type is not null && ColumnTypes.TryParse(type, out var parsed)
            ? new SchemaColumn(entry.Key, parsed, nullable) { IsOptional = isRequired == false, Present = present, Checks = checks, At = entry.KeyAt }
            : null;
    }

    static double? ReadPresent(SectionReader column)
    {
        if (column.Node("present") is not { } node || column.NumberOf(node, column.PathOf("present")) is not { } share) return null;
        if (share is > 0 and <= 1) return share;
        column.Add("out_of_range", string.Create(CultureInfo.InvariantCulture, $"'present' is {share}; expected a share above 0 and at most 1."), node.At, column.PathOf("present"));
        return null;
    }

    // A range of texts, or a pattern for numbers.
    static void CheckTypes(SectionReader section, ImmutableArray<SchemaColumn> columns)
    {
        var schema = new Schema([.. columns.Select(c => new Field(c.Name, c.Type))]);
        foreach (var column in columns)
            foreach (var (name, parameters) in column.Checks.Checks)
                foreach (var mistake in RondoParts.Catalog.Create<ICheck>(name, parameters).Refuse(schema, column.Name))
                    section.Place(mistake, section.PathOf(column.Name), onKey: true);
    }
}
