using System.Collections.Immutable;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Spec.Yaml;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Spec;

/// <summary>A column of a schema file.</summary>
/// <param name="IsNullable">Whether values may be missing; null says nothing about it.</param>
public sealed record SchemaColumn(string Name, ColumnType Type, bool? IsNullable = null)
{
    private static readonly ColumnChecksSpec s_none = new();

    /// <summary>Whether the data may lack the column.</summary>
    public bool IsOptional { get; init; }

    /// <summary>The smallest share of rows that must have a value; null says nothing about it.</summary>
    public double? Present { get; init; }

    /// <summary>The same checks that a lifecycle file can ask of a column.</summary>
    public ColumnChecksSpec Checks { get; init; } = s_none;

    /// <summary>What the data showed when the file was written: a remark that nothing follows from.</summary>
    public string? Seen { get; init; }

    public Position? At { get; init; }
}

/// <summary>What data must be like: written on the first run, enforced on the next ones, and open to changes by hand.</summary>
public sealed record SchemaFile(ImmutableArray<SchemaColumn> Columns)
{
    public const string DefaultName = "schema.yaml";

    private const string Heading = """
        # What the data must be like, as they were when this was written. Runs stop when they differ.
        # Edit it (docs/guide/schema.md tells the words), or take new data as they are by `rondo schema accept`.

        """;

    /// <summary>Bounds of the number of rows; null says nothing about it.</summary>
    public RowsSpec? Rows { get; init; }

    /// <summary>Columns whose values together come once.</summary>
    public ImmutableArray<UniqueSpec> Unique { get; init; } = [];

    /// <summary>For mistakes; null when it was not read from a file.</summary>
    public string? File { get; init; }

    /// <summary>
    /// What reading a source must know beforehand: columns of text, for 007 would become 7. The other types are found from the values,
    /// so that a difference is one of the schema and not of the source's form.
    /// </summary>
    public IReadOnlyDictionary<string, ColumnType> TypesForReading => TextColumns(Columns.Select(c => new Field(c.Name, c.Type)));

    /// <inheritdoc cref="TypesForReading"/>
    public static IReadOnlyDictionary<string, ColumnType> TextColumns(IEnumerable<Field> fields) =>
        fields.Where(f => f.Type == ColumnType.Text).ToDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal);

    /// <summary>What the table shows: types, and whatever more can be claimed of new data of the same kind without false alarms.</summary>
    public static SchemaFile Infer(Table table) => SchemaInference.Of(table);

    /// <summary>The schema in the file, or null when there is no such file.</summary>
    /// <exception cref="RondoException">The file has mistakes.</exception>
    public static SchemaFile? Read(string path) => System.IO.File.Exists(path) ? Parse(System.IO.File.ReadAllBytes(path), path) : null;

    /// <inheritdoc cref="Read"/>
    public static SchemaFile Parse(byte[] bytes, string file) => SchemaReader.Parse(bytes, file);

    /// <summary>Afterwards the file is the old one or the new one, whatever happens.</summary>
    public void Write(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) DurableFile.CreateFolder(folder);
        var half = path + ".new";
        using (var stream = new FileStream(half, FileMode.Create, FileAccess.Write))
        {
            stream.Write(new UTF8Encoding(false).GetBytes(ToYaml()));
            stream.Flush(flushToDisk: true);
        }
        DurableFile.Publish(half, Path.GetFullPath(path));
    }

    public string ToYaml()
    {
        var seen = Columns.Where(c => c.Seen is not null).ToDictionary(c => $"columns.{c.Name}", c => $"seen: {c.Seen}", StringComparer.Ordinal);
        return Heading + YamlWriter.Write(SpecTree.Map(
        [
            ("rows", ChecksTree.Rows(Rows)),
            ("unique", Unique.IsEmpty ? null : new YamlList([.. Unique.Select(ChecksTree.Unique)], default)),
            ("columns", SpecTree.Map(Columns.Select(c => (c.Name, (YamlNode?)Node(c))))),
        ]), path => seen.GetValueOrDefault(path));
    }

    /// <summary>The table with whole numbers made double where the schema says so. Columns keep the data's order.</summary>
    /// <exception cref="RondoException">Whatever the schema says and the data don't keep to, all together. Ends a command with code 4.</exception>
    public Table Enforce(Table table, CancellationToken cancellation = default)
    {
        var (conforming, mistakes) = SchemaRules.Check(this, table, cancellation);
        return mistakes.Count == 0 ? conforming : throw new RondoException(mistakes);
    }

    static YamlMap Node(SchemaColumn column) => SpecTree.Map(
    [
        ("type", new YamlScalar(column.Type.Word, IsQuoted: false, IsVerbatim: false, default)),
        ("required", column.IsOptional ? SpecTree.Value(false) : null),
        ("nullable", SpecTree.Value(column.IsNullable)),
        ("present", SpecTree.Value(column.Present)),
        .. ColumnChecksReader.Nodes(column.Checks, RondoParts.Catalog),
    ]);
}
