using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Prepare.Sources.Cells;

namespace Rondo.Sources.Sqlite;

[Part("sqlite", "A table or a query of an SQLite file.")]
public sealed record SqliteSource : IAddressSource
{
    private const string Scheme = "sqlite://";
    private const int RowsBetweenMessages = 100_000;

    [Param("The table or view; without it and without a query, the only one of the file.")]
    public string Table { get; init; } = "";

    [Param("The SELECT that gives the rows, instead of a table.")]
    public string Query { get; init; } = "";

    [Param("A column whose values never fall from one row to a later one: each run reads only the rows that are new.")]
    public string Incremental { get; init; } = "";

    public IReadOnlyList<string> Schemes => ["sqlite"];

    public IReadOnlyList<string> Extensions => [".db", ".sqlite", ".sqlite3"];

    public bool IsOrdered => false;

    public Fetched Fetch(string address, SourceContext context, CancellationToken cancellation)
    {
        var (path, values) = address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? AddressParameters.Split(address[Scheme.Length..], ["table", "query", "incremental"])
            : (address, []);
        var table = AddressParameters.Choose("table", context.Expand(Table), values);
        var query = AddressParameters.Choose("query", context.Expand(Query), values);
        var incremental = AddressParameters.Choose("incremental", context.Expand(Incremental), values);
        if (table.Length > 0 && query.Length > 0) throw new RondoException(new Mistake("bad_parameter", "There is a table and a query.") { Field = "query", Hint = "Remove one of them." });
        using var file = SqliteFile.Open(FileOf(path, context.Folder), cancellation);
        var from = query.Length > 0 ? SqliteSelect.OfQuery(file, query) : SqliteSelect.OfTable(file, table);
        var before = RowCursor.Parse(context.Cursor, incremental);
        var rows = Read(file, from, incremental, before, context, cancellation);
        file.CheckUnchanged();
        if (incremental.Length > 0) return GrowingTable.Take(rows, incremental, before, cancellation);
        return new Fetched(rows.Build(cancellation));
    }

    static CellTable Read(SqliteFile file, SqliteSelect from, string incremental, RowCursor? before, SourceContext context, CancellationToken cancellation)
    {
        var rows = new CellTable(context.Options, from.Place, file.Path);
        var columns = from.Columns.Select(c => rows.AddColumn(c.Name, c.Rules)).ToArray();
        if (incremental.Length > 0 && from.Columns.All(c => c.Name != incremental))
            throw new RondoException(new Mistake("unknown_column", $"There is no column '{incremental}' to go on from.") { File = file.Path, Field = "incremental", Hint = Spelling.DidYouMean(incremental, from.Columns.Select(c => c.Name)) });
        using var statement = from.Prepare(file, [.. from.Columns.Where((_, i) => columns[i] is not null).Select(c => c.Name)], incremental, before);
        CellColumn[] kept = [.. columns.OfType<CellColumn>()];
        while (statement.Step())
        {
            for (var i = 0; i < kept.Length; i++) statement.ReadInto(kept[i], i);
            rows.EndRow(cancellation);
            if (incremental.Length == 0) rows.GiveTo(context, cancellation);
            if (rows.TotalRows % RowsBetweenMessages == 0) context.Say(FormattableString.Invariant($"{rows.TotalRows} rows of {from.Place}"), null);
        }
        if (rows.TotalRows == 0 && before is null) throw new RondoException(new Mistake("empty_table", $"There are no rows in {from.Place}.") { File = file.Path });
        return rows;
    }

    static string FileOf(string path, string folder)
    {
        var files = SourceFiles.Of(new SourceSpec(path) { Folder = folder });
        return files.Count == 1 ? files[0] : throw new RondoException("several_files", $"The pattern matches {files.Count} SQLite files.", "Give each its own name under `prepare.sources`.");
    }
}
