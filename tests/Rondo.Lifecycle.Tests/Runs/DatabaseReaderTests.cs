using Microsoft.Data.Sqlite;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Sources.Sqlite;

namespace Rondo.Lifecycle.Tests.Runs;

/// <summary>Databases and logs as a lifecycle file names them.</summary>
public sealed class DatabaseReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-reader-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_table_of_SQLite_has_the_hash_of_its_CSV()
    {
        Run("CREATE TABLE orders (id INTEGER, y REAL, day DATE); INSERT INTO orders VALUES (2, 0.5, '2024-01-02'), (1, 1.25, NULL)");
        File.WriteAllText(Path.Combine(_folder, "orders.csv"), "id,y,day\n1,1.25,\n2,0.5,2024-01-02\n");

        var read = Read("source: { from: shop.db, table: orders }\norder_by: id");

        Assert.Equal(Read("source: orders.csv").DataHash, read.DataHash);
        Assert.True(Read("source: { from: shop.db, table: orders }\norder_by: id").IsCached);
    }

    [Fact]
    public void Runs_add_the_rows_that_are_new_to_those_they_have()
    {
        const string source = "source: { from: shop.db, incremental: id }";
        Run("CREATE TABLE orders (id INTEGER, y REAL); INSERT INTO orders VALUES (1, 10.5), (2, 20.5)");
        var first = Read(source);
        var same = Read(source);
        // What a run has read is no longer needed.
        Run("DELETE FROM orders WHERE id = 1; INSERT INTO orders VALUES (2, 21.5), (3, 30)");

        var grown = Read(source);

        Assert.Equal(first.DataHash, same.DataHash);
        Assert.Equal([1, 2, 2, 3], ((IntegerColumn)grown.Table["id"]).Values);
        Assert.Equal([10.5, 20.5, 21.5, 30], ((DoubleColumn)grown.Table["y"]).Values);
        Assert.Equal(grown.DataHash, Read(source).DataHash);
    }

    [Fact]
    public void A_mistake_in_the_query_has_a_place_in_a_file()
    {
        Run("CREATE TABLE orders (id INTEGER, y REAL); INSERT INTO orders VALUES (1, 10.5)");

        var mistake = Assert.Single(Assert.Throws<RondoException>(() => Read("source: { from: shop.db, query: SELECT * FROM oders }")).Mistakes);

        Assert.Equal(("unknown_table", "Did you mean 'orders'?"), (mistake.Code, mistake.Hint));
    }

    [Fact]
    public void Bad_lines_of_a_log_are_told_and_kept()
    {
        const string good = """1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1 "-" "-" """;
        File.WriteAllLines(Path.Combine(_folder, "access.log"), [.. Enumerable.Repeat(good, 20), "broken"]);

        var read = Read("source: access.log");

        Assert.Equal(20, read.Table.RowCount);
        var alert = Assert.Single(read.Alerts);
        Assert.Equal("bad_lines", alert.Code);
        Assert.Contains("access.log:21 it is too short", alert.Message, StringComparison.Ordinal);
    }

    void Run(string sql)
    {
        NativeSqlite.Load();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, "shop.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    SourceTable Read(string prepare)
    {
        File.WriteAllText(Path.Combine(_folder, "rondo.yaml"), $"define: {{ target: y }}\nprepare:\n  {prepare.Replace("\n", "\n  ", StringComparison.Ordinal)}\n");
        using var workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));
        return DataReader.Read(workspace, SpecReader.Read(_folder), new RunOptions());
    }
}
