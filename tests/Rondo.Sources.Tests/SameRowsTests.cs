using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;
using Rondo.Sources.Postgres;
using Rondo.Sources.Sqlite;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Sources.Tests;

/// <summary>The same rows have one data_hash, wherever they lie.</summary>
public sealed class SameRowsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Twenty_thousand_rows_have_one_hash_in_files_and_SQLite() => AssertOneHash(20_000, Files);

    [Fact]
    [Trait("Category", "Slow")]
    public void A_million_rows_have_one_hash_in_files_and_databases() => AssertOneHash(1_000_000, table => Files(table).Append(("PostgreSQL", () => Postgres(table))));

    static void AssertOneHash(int rows, Func<Table, IEnumerable<(string Place, Func<Table> Read)>> placesOf)
    {
        var table = ManyRows.Of(rows, seed: 26);
        var expected = CanonicalHash.Of(table);

        foreach (var (place, read) in placesOf(table))
        {
            var found = TableSort.By(read(), ["id"]);
            Assert.Equal(table.Schema.Fields, found.Schema.Fields);
            Assert.True(expected == CanonicalHash.Of(found), $"{place} gives other rows.");
        }
    }

    IEnumerable<(string Place, Func<Table> Read)> Files(Table table) =>
    [
        .. new[] { "rows.csv", "rows.jsonl", "rows.parquet" }.Select(name => (name, (Func<Table>)(() =>
        {
            TableWriter.Write(table, Path.Combine(_folder, name));
            return Read(Path.Combine(_folder, name));
        }))),
        ("SQLite", () => Read($"sqlite://{SqliteRows.Write(table, Path.Combine(_folder, "rows.db"))}?table=rows")),
    ];

    Table Postgres(Table table)
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE rows (id int8, count int4, price float8, share float8, name text, kind varchar(10), is_new bool, day date, at timestamp, seen timestamptz)");
        using (var connection = PostgresServer.Connect(address))
        using (var import = connection.BeginTextImport("COPY rows FROM STDIN (FORMAT csv, HEADER)"))
        using (var csv = new StreamReader(Path.Combine(_folder, "rows.csv")))
        {
            var buffer = new char[1 << 16];
            for (int count; (count = csv.Read(buffer)) > 0;) import.Write(buffer, 0, count);
        }
        return Read($"{address}?table=rows");
    }

    static Table Read(string place) =>
        SourceReader.Read(new SourceSpec(place), parts: new PartCatalog(typeof(SourceReader).Assembly, typeof(PostgresSource).Assembly, typeof(SqliteSource).Assembly));
}
