using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;
using Rondo.Sources.Sqlite;

namespace Rondo.Sources.Tests.Sqlite;

public sealed class SqliteSourceTests
{
    [Theory]
    [InlineData("INTEGER", "1,-2,9223372036854775807", ColumnType.Int64)]
    [InlineData("REAL", "1,2,3", ColumnType.Double)]
    [InlineData("NUMERIC", "1,2.5,3", ColumnType.Double)]
    [InlineData("BOOLEAN", "0,1,0", ColumnType.Boolean)]
    [InlineData("BOOL", "'true','false',NULL", ColumnType.Boolean)]
    [InlineData("BOOLEAN", "0,1,2", ColumnType.Int64)]
    [InlineData("INTEGER", "0,1,0", ColumnType.Int64)]
    [InlineData("DATE", "'2024-02-29','1969-12-31',NULL", ColumnType.Date)]
    [InlineData("DATETIME", "'2024-02-29 10:00:00','2024-02-29T10:00:00.5',NULL", ColumnType.Timestamp)]
    [InlineData("TEXT", "'2024-02-29T10:00:00Z','2024-02-29T10:00:00+02:00',NULL", ColumnType.TimestampUtc)]
    [InlineData("TEXT", "'1','2','3'", ColumnType.Text)]
    [InlineData("TEXT", "'true','false','true'", ColumnType.Text)]
    [InlineData("BLOB", "1,'x',2.5", ColumnType.Text)]
    [InlineData("", "1,2,3.5", ColumnType.Double)]
    [InlineData("TEXT", "NULL,'',' '", ColumnType.Double)]
    public void The_type_comes_from_all_values(string declared, string values, ColumnType expected)
    {
        using var database = new SqliteDatabase($"CREATE TABLE t (x {declared}); INSERT INTO t VALUES {string.Join(",", values.Split(',').Select(v => $"({v})"))}");

        Assert.Equal(expected, database.Read()["x"].Type);
    }

    [Fact]
    public void Values_come_out_as_they_are()
    {
        using var database = new SqliteDatabase("""
            CREATE TABLE t (i INTEGER, r REAL, s TEXT, b BOOLEAN, d DATE);
            INSERT INTO t VALUES (9007199254740993, 0.1, 'a "quoted"
            ünïcode 🦀', 1, '1970-01-02'), (NULL, -0.0, '  ', NULL, NULL);
            """);

        var table = database.Read();

        Assert.Equal(9007199254740993, ((IntegerColumn)table["i"]).Values[0]);
        Assert.Equal([0.1, 0.0], ((DoubleColumn)table["r"]).Values);
        Assert.Equal("a \"quoted\"\nünïcode 🦀", ((TextColumn)table["s"])[0]);
        Assert.Equal(1, ((IntegerColumn)table["b"]).Values[0]);
        Assert.Equal(1, ((IntegerColumn)table["d"]).Values[0]);
        Assert.All(table.Columns.Where((_, i) => i != 1), c => Assert.True(c.IsMissing(1)));
    }

    [Fact]
    public void Values_of_several_kinds_become_text_with_nothing_lost()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2.5), ('00123')");

        var column = (TextColumn)database.Read()["x"];

        Assert.Equal(["1", "2.5", "00123"], Enumerable.Range(0, 3).Select(i => column[i]!));
    }

    [Fact]
    public void Words_for_missing_values_go_for_texts()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (x TEXT, y INTEGER); INSERT INTO t VALUES ('n/a', 1), ('v', 2)");

        Assert.True(database.Read(new SourceOptions { Missing = ["n/a", "1"] })["x"].IsMissing(0));
    }

    [Fact]
    public void A_declared_type_is_kept_to()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (x TEXT, y INTEGER); INSERT INTO t VALUES ('12', 1), ('x', 2)");
        var types = new Dictionary<string, ColumnType> { ["x"] = ColumnType.Int64, ["y"] = ColumnType.Double };

        var mistake = Assert.Throws<RondoException>(() => database.Read(new SourceOptions { Types = types })).Mistakes[0];

        Assert.Equal(("wrong_type", "x", 2L), (mistake.Code, mistake.Field, mistake.Row));
        Assert.Equal([1.0, 2.0], ((DoubleColumn)database.Read(new SourceOptions { Types = types, Skip = new HashSet<string> { "x" } })["y"]).Values);
    }

    [Fact]
    public void A_query_gives_the_rows()
    {
        using var database = new SqliteDatabase("CREATE TABLE a (id, n); CREATE TABLE b (id, m); INSERT INTO a VALUES (1, 2), (2, 3); INSERT INTO b VALUES (1, 5)");

        var table = database.Fetch(new SqliteSource { Query = "WITH c AS (SELECT * FROM a) SELECT c.id, n + m AS total FROM c JOIN b USING (id); " }).Table;

        Assert.Equal(1, table.RowCount);
        Assert.Equal(7, ((IntegerColumn)table["total"]).Values[0]);
    }

    [Fact]
    public void An_address_names_file_and_query()
    {
        using var database = new SqliteDatabase("CREATE TABLE a (id, name); INSERT INTO a VALUES (1, 'a&b'), (2, '50%')");

        Assert.Equal(2, database.ReadAddress("shop.db").RowCount);
        Assert.Equal(2, database.ReadAddress("sqlite://shop.db?table=a").RowCount);
        Assert.Equal(1, database.ReadAddress($"sqlite://{database.Path}?query=SELECT * FROM a WHERE name LIKE '50%' AND id=2").RowCount);
        Assert.Equal(1, database.ReadAddress("sqlite://shop.db?query=SELECT%20*%20FROM%20a%20WHERE%20name='a%26b'").RowCount);
        Assert.Equal(1, database.ReadAddress("sqlite://shop.db?query=SELECT * FROM a WHERE name='a&b'").RowCount);
    }

    [Theory]
    [InlineData("ordres", "", "unknown_table", "Did you mean 'orders'?")]
    [InlineData("x\"; DROP TABLE orders; --", "", "unknown_table", "Tables: customers, orders.")]
    [InlineData("", "", "missing_table", "Name one of them: table: customers, orders.")]
    [InlineData("", "SELECT * FROM ordres", "unknown_table", "Did you mean 'orders'?")]
    [InlineData("", "SELECT amount FROM orders", "unknown_column", null)]
    [InlineData("", "SELEC 1", "bad_query", null)]
    [InlineData("", "", "missing_table", null)]
    [InlineData("", "SELECT 1; DROP TABLE orders", "bad_query", null)]
    [InlineData("", "DELETE FROM orders RETURNING *", "bad_query", null)]
    [InlineData("", "ATTACH 'other.db' AS other", "bad_query", null)]
    [InlineData("", "PRAGMA journal_mode = WAL", "bad_query", null)]
    [InlineData("", "SELECT 1) UNION SELECT * FROM (SELECT 2", "bad_query", null)]
    [InlineData("", "SELECT load_extension('evil')", "bad_query", null)]
    [InlineData("", "SELECT o.*, o.id FROM orders o", "duplicate_column", null)]
    [InlineData("orders", "SELECT 1", "bad_parameter", null)]
    public void A_mistake_says_what_is_wrong_and_harms_nothing(string table, string query, string code, string? hint)
    {
        using var database = new SqliteDatabase("CREATE TABLE orders (id); CREATE TABLE customers (id); INSERT INTO orders VALUES (1)");

        var mistake = database.Mistake(new SqliteSource { Table = table, Query = query });

        Assert.Equal(code, mistake.Code);
        if (hint is not null) Assert.Equal(hint, mistake.Hint);
        Assert.Equal(1, database.Fetch(new SqliteSource { Table = "orders" }).Table.RowCount);
        Assert.Equal(["shop.db"], Directory.EnumerateFiles(database.Folder).Select(f => Path.GetFileName(f)));
    }

    [Theory]
    [InlineData("x'00ff'", "unsupported_type")]
    [InlineData("'a' || char(0) || 'b'", "nul_byte")]
    [InlineData("CAST(x'ff61' AS TEXT)", "bad_encoding")]
    [InlineData("printf('%.*c', 2000, 'x')", "cell_too_large")]
    public void A_hostile_cell_is_named(string value, string code)
    {
        using var database = new SqliteDatabase($"CREATE TABLE t (id, x); INSERT INTO t VALUES (1, 'fine'), (2, {value})");

        var mistake = database.Mistake(options: new SourceOptions { MaxCellBytes = 1000 });

        Assert.Equal((code, "x", 2L, database.Path), (mistake.Code, mistake.Field, mistake.Row, mistake.File));
    }

    [Fact]
    public void Hostile_names_are_names()
    {
        using var database = new SqliteDatabase("""CREATE TABLE "a""; DROP TABLE b; --" ("x""y" INTEGER, "select" TEXT); INSERT INTO "a""; DROP TABLE b; --" VALUES (1, 'v')""");

        Assert.Equal(["x\"y", "select"], database.Read().Schema.Fields.Select(f => f.Name));
    }

    [Fact]
    public void Files_that_are_none_are_refused()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
        var bytes = File.ReadAllBytes(database.Path);

        File.WriteAllText(database.Path, "id,name\n1,a\n" + new string('x', 5000));
        Assert.Equal("damaged_file", database.Mistake().Code);
        File.WriteAllBytes(database.Path, []);
        Assert.Equal("empty_table", database.Mistake().Code);
        File.WriteAllBytes(database.Path, [.. bytes.AsSpan(0, 5000)]);
        Assert.Equal("damaged_file", database.Mistake().Code);
        File.Delete(database.Path);
        Assert.Equal("missing_file", Assert.Throws<RondoException>(() => database.ReadAddress("sqlite://shop.db")).Mistakes[0].Code);
        Assert.Empty(Directory.EnumerateFiles(database.Folder));
    }

    [Fact]
    public void Damaged_files_give_rows_or_a_named_mistake()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT, y REAL); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO t SELECT i, 'text ' || i, i / 7.0 FROM n");
        var sound = File.ReadAllBytes(database.Path);
        var random = new Random(4);
        for (var i = 0; i < 300; i++)
        {
            var bytes = sound.ToArray();
            for (var n = random.Next(1, 40); n > 0; n--) bytes[random.Next(i % 2 == 0 ? 200 : bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(database.Path, bytes);
            try
            {
                Assert.True(database.Read().RowCount > 0);
            }
            catch (RondoException e)
            {
                Assert.NotEmpty(e.Mistakes[0].Code);
            }
        }
    }

    [Fact]
    public void A_table_without_rows_is_refused()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (x)");

        Assert.Equal("empty_table", database.Mistake().Code);
    }

    [Fact]
    public void Too_many_columns_are_refused()
    {
        using var database = new SqliteDatabase($"CREATE TABLE t ({string.Join(", ", Enumerable.Range(0, 50).Select(i => $"c{i}"))}); INSERT INTO t (c0) VALUES (1)");

        Assert.Equal("too_many_columns", database.Mistake(options: new SourceOptions { MaxColumns = 49 }).Code);
    }

    [Fact]
    public void A_file_in_WAL_mode_is_read_without_files_beside_it()
    {
        using var database = new SqliteDatabase("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)");
        Assert.Equal(["shop.db"], Directory.EnumerateFiles(database.Folder).Select(f => Path.GetFileName(f)));

        Assert.Equal(1, database.Read().RowCount);

        Assert.Equal(["shop.db"], Directory.EnumerateFiles(database.Folder).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public void A_file_in_UTF_16_reads_alike()
    {
        using var database = new SqliteDatabase("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('ünïcode 🦀'), ('')");

        Assert.Equal("ünïcode 🦀", ((TextColumn)database.Read()["x"])[0]);
    }

    [Fact]
    public void A_query_without_an_end_is_cancelled_soon()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (x)");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var start = TimeProvider.System.GetTimestamp();

        Assert.ThrowsAny<OperationCanceledException>(() => database.Fetch(
            new SqliteSource { Query = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n" }, cancellation: cancellation.Token));

        // Within a second on a free machine; this one may be busy.
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Rows_give_the_hash_of_their_CSV()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (id INTEGER, x REAL, s TEXT, d DATE); INSERT INTO t VALUES (1, 0.30000000000000004, 'a,\"b\"', '2024-01-01'), (2, 1e-300, NULL, NULL)");
        File.WriteAllText(Path.Combine(database.Folder, "t.csv"), "id,x,s,d\n1,0.30000000000000004,\"a,\"\"b\"\"\",2024-01-01\n2,1e-300,,\n");

        Assert.Equal(CanonicalHash.Of(database.ReadAddress("t.csv")), CanonicalHash.Of(database.Read()));
    }
}
