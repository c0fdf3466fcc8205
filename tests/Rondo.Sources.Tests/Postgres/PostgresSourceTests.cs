using Npgsql;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;
using Rondo.Sources.Postgres;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Sources.Tests.Postgres;

[Trait("Category", "Slow")]
public sealed class PostgresSourceTests
{
    [Theory]
    [InlineData("int2", "-32768,32767,NULL", ColumnType.Int64, "-32768,32767,")]
    [InlineData("int4", "-2147483648,2147483647,NULL", ColumnType.Int64, "-2147483648,2147483647,")]
    [InlineData("int8", "-9223372036854775808,9223372036854775807,NULL", ColumnType.Int64, "-9223372036854775808,9223372036854775807,")]
    [InlineData("oid", "1,4294967295,NULL", ColumnType.Int64, "1,4294967295,")]
    [InlineData("float4", "0.1,1e-30,'NaN'", ColumnType.Double, "0.1,1E-30,")]
    [InlineData("float8", "0.30000000000000004,-0.0,'-Infinity'", ColumnType.Double, "0.30000000000000004,0,-Infinity")]
    [InlineData("numeric", "1,-12345678,NULL", ColumnType.Int64, "1,-12345678,")]
    [InlineData("numeric", "1,2.5,0.00000001", ColumnType.Double, "1,2.5,1E-08")]
    [InlineData("numeric(12,2)", "1,100000.10,-0.01", ColumnType.Double, "1,100000.1,-0.01")]
    [InlineData("numeric", "9223372036854775808,10000,0", ColumnType.Double, "9.223372036854776E+18,10000,0")]
    [InlineData("numeric", "123456789012345678.123456789,'NaN','Infinity'", ColumnType.Double, "1.2345678901234568E+17,,Infinity")]
    [InlineData("bool", "true,false,NULL", ColumnType.Boolean, "1,0,")]
    [InlineData("text", "'2024-01-01','1',''", ColumnType.Text, "2024-01-01,1,")]
    [InlineData("varchar(5)", "'ä🦀','  ',NULL", ColumnType.Text, "ä🦀,,")]
    [InlineData("char(5)", "'ab','','c d'", ColumnType.Text, "ab,,c d")]
    [InlineData("uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',NULL,NULL", ColumnType.Text, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,,")]
    [InlineData("json", "'{\"a\": 1}',NULL,NULL", ColumnType.Text, "{\"a\": 1},,")]
    [InlineData("jsonb", "'{\"a\":1}',NULL,NULL", ColumnType.Text, "{\"a\": 1},,")]
    [InlineData("mood", "'sad','happy',NULL", ColumnType.Text, "sad,happy,")]
    [InlineData("positive", "1,2,NULL", ColumnType.Int64, "1,2,")]
    [InlineData("date", "'1970-01-02','0001-01-01','9999-12-31'", ColumnType.Date, "1,-719162,2932896")]
    [InlineData("timestamp", "'1970-01-01 00:00:00.000001','1969-12-31 23:59:59.999999',NULL", ColumnType.Timestamp, "1,-1,")]
    [InlineData("timestamptz", "'1970-01-01 02:00:01+02','9999-12-31 23:59:59.999999Z',NULL", ColumnType.TimestampUtc, "1000000,253402300799999999,")]
    [InlineData("int4", "NULL,NULL,NULL", ColumnType.Double, ",,")]
    public void Types_and_values_come_out_as_they_are(string type, string values, ColumnType expected, string cells)
    {
        var address = PostgresServer.NewDatabase($"CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN positive AS int4 CHECK (VALUE > 0); CREATE TABLE t (id serial, x {type}); INSERT INTO t (x) VALUES {string.Join(",", values.Split(',', type.StartsWith("json", StringComparison.Ordinal) ? 3 : 99).Select(v => $"({v})"))}");

        var column = PostgresReads.Read(address, new PostgresSource { Query = "SELECT x FROM t ORDER BY id" })["x"];

        Assert.Equal(expected, column.Type);
        Assert.Equal(cells.Split(',', 3), Enumerable.Range(0, 3).Select(row => TextOf(column, row)));
    }

    [Fact]
    public void Numbers_of_any_size_equal_their_text()
    {
        var address = PostgresServer.NewDatabase("""
            CREATE TABLE t AS SELECT i AS id, (random() * 2 - 1)::numeric * 10::numeric ^ (random() * 300 - 150)::int AS x FROM generate_series(1, 3000) AS i;
            INSERT INTO t VALUES (0, 0), (-1, 0.000), (-2, repeat('9', 300)::numeric), (-3, ('0.' || repeat('0', 299) || '1')::numeric), (-4, 10000), (-5, 99990000), (-6, 1.10)
            """);

        var table = PostgresReads.Read(address, new PostgresSource { Query = "SELECT x, x::text AS digits FROM t" });

        var (numbers, digits) = ((DoubleColumn)table["x"], (TextColumn)table["digits"]);
        for (var row = 0; row < table.RowCount; row++)
            Assert.Equal(double.Parse(digits[row]!, System.Globalization.CultureInfo.InvariantCulture), numbers.Values[row]);
    }

    [Theory]
    [InlineData("int4[]", "'{1}'", "unsupported_type", "cardinality(\"x\") or \"x\"::text")]
    [InlineData("interval", "'1 day'", "unsupported_type", "extract(epoch from \"x\")")]
    [InlineData("bytea", "'a'", "unsupported_type", "encode(\"x\", 'hex')")]
    [InlineData("money", "1", "unsupported_type", "\"x\"::numeric")]
    [InlineData("point", "'(1,2)'", "unsupported_type", "\"x\"::text")]
    [InlineData("date", "'infinity'", "value_out_of_range", "nullif")]
    [InlineData("timestamp", "'-infinity'", "value_out_of_range", "nullif")]
    [InlineData("timestamptz", "'0044-03-15 BC'", "value_out_of_range", "nullif")]
    [InlineData("date", "'10000-01-01'", "value_out_of_range", "nullif")]
    [InlineData("numeric", "('1' || repeat('0', 400))::numeric", "value_out_of_range", "round")]
    [InlineData("text", "repeat('x', 2000)", "cell_too_large", "max_cell_bytes")]
    [InlineData("jsonb", "to_jsonb(repeat('x', 2000))", "cell_too_large", "max_cell_bytes")]
    public void A_value_that_cells_cannot_have_is_named(string type, string value, string code, string hint)
    {
        var address = PostgresServer.NewDatabase($"CREATE TABLE t (x {type}); INSERT INTO t VALUES (NULL), ({value})");

        var mistake = PostgresReads.Mistake(address, options: new SourceOptions { MaxCellBytes = 1000 });

        Assert.Equal((code, "x"), (mistake.Code, mistake.Field));
        Assert.Contains(hint, mistake.Hint!, StringComparison.Ordinal);
        Assert.Equal("empty_table", PostgresReads.Mistake(address, options: new SourceOptions { Skip = new HashSet<string> { "x" } }).Code);
    }

    [Theory]
    [InlineData("ordres", "", "unknown_table", "Did you mean 'orders'?")]
    [InlineData("sales.itmes", "", "unknown_table", "Did you mean 'sales.items'?")]
    [InlineData("x\"; DROP TABLE orders; --", "", "unknown_table", "Tables: customers, orders, sales.items.")]
    [InlineData("", "", "missing_table", "Name one of them: table: customers, orders, sales.items.")]
    [InlineData("", "SELECT * FROM ordres", "unknown_table", "Did you mean 'orders'?")]
    [InlineData("", "SELECT amuont FROM orders", "unknown_column", "amount")]
    [InlineData("", "SELEC 1", "bad_query", null)]
    [InlineData("", "SELECT 1/0 AS x", "bad_query", null)]
    [InlineData("", "SELECT 1; DROP TABLE orders", "bad_query", null)]
    [InlineData("", "DELETE FROM orders RETURNING *", "bad_query", null)]
    [InlineData("", "WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone", "bad_query", null)]
    [InlineData("", "SELECT nextval('numbers') AS n", "bad_query", null)]
    [InlineData("", "SELECT 1) TO PROGRAM 'touch /tmp/rondo-evil' --", "bad_query", null)]
    [InlineData("", "SELECT 1 AS x) AS r; COMMIT; DROP TABLE orders; SELECT * FROM (SELECT 1 AS x", "bad_query", null)]
    [InlineData("", "SELECT o.*, o.id FROM orders o", "duplicate_column", null)]
    [InlineData("orders", "SELECT 1", "bad_parameter", null)]
    public void A_mistake_says_what_is_wrong_and_harms_nothing(string table, string query, string code, string? hint)
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE orders (id int, amount int); CREATE TABLE customers (id int); CREATE SCHEMA sales; CREATE TABLE sales.items (id int); INSERT INTO orders VALUES (1); CREATE SEQUENCE numbers");

        var mistake = PostgresReads.Mistake(address, new PostgresSource { Table = table, Query = query });

        Assert.Equal(code, mistake.Code);
        if (hint is not null) Assert.Contains(hint, mistake.Hint!, StringComparison.Ordinal);
        Assert.Equal(1, PostgresReads.Read(address, new PostgresSource { Table = "orders" }).RowCount);
        Assert.False(File.Exists("/tmp/rondo-evil"));
    }

    [Fact]
    public void Hostile_names_are_names()
    {
        var address = PostgresServer.NewDatabase("""CREATE TABLE "a""; DROP TABLE b; --.c" ("x""y" int, "select" text); INSERT INTO "a""; DROP TABLE b; --.c" VALUES (1, 'v')""");

        Assert.Equal(["x\"y", "select"], PostgresReads.Read(address).Schema.Fields.Select(f => f.Name));
        Assert.Equal(1, PostgresReads.Read(address, new PostgresSource { Table = "a\"; DROP TABLE b; --.c" }).RowCount);
    }

    [Fact]
    public void A_lifecycle_file_may_have_all_in_the_address()
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE t (id int, name text); INSERT INTO t VALUES (1, 'a&b'), (2, '50%'), (3, 'a+b')");
        Table Read(string parameters) => SourceReader.Read(new SourceSpec(address.Replace("postgres:", "postgresql:", StringComparison.Ordinal) + parameters), parts: new PartCatalog(typeof(PostgresSource).Assembly));

        Assert.Equal(3, Read("?table=t").RowCount);
        Assert.Equal(1, Read("?sslmode=disable&query=SELECT * FROM t WHERE name LIKE '50%' AND id > 1").RowCount);
        Assert.Equal(1, Read("?query=SELECT%20*%20FROM%20t%20WHERE%20name='a%26b'").RowCount);
        Assert.Equal(1, Read("?query=SELECT * FROM t WHERE name='a+b'").RowCount);
    }

    [Fact]
    public void Rows_give_the_hash_of_the_CSV_that_the_database_exports()
    {
        var address = PostgresServer.NewDatabase("""
            CREATE TABLE t AS SELECT i AS id, i::numeric / 7 AS part, sqrt(i)::float4 AS root, random() AS share, CASE WHEN i % 3 > 0 THEN 'a "b", ' || i END AS name,
              date '2024-01-01' + i AS day, timestamp '2024-01-01' + i * interval '1.000001 s' AS at, timestamptz '2024-01-01 00:00+02' + i * interval '1 h' AS instant,
              i * numeric '1000' AS whole, gen_random_uuid() AS key FROM generate_series(1, 1000) AS i
            """);
        var folder = Directory.CreateTempSubdirectory("rondo-test-");
        var csv = Path.Combine(folder.FullName, "t.csv");
        using (var connection = PostgresServer.Connect(address))
        using (var export = connection.BeginTextExport("COPY (SELECT * FROM t ORDER BY id) TO STDOUT (FORMAT csv, HEADER)"))
            File.WriteAllText(csv, export.ReadToEnd());

        var table = PostgresReads.Read(address);

        Assert.Equal(CanonicalHash.Of(SourceReader.Read(new SourceSpec(csv))), CanonicalHash.Of(TableSort.By(table, ["id"])));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_wrong_password_is_told_without_showing_one()
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE t (x int)").Replace(PostgresServer.Password, "wr0ng:@word", StringComparison.Ordinal);

        var mistake = PostgresReads.Mistake(address);

        Assert.Equal("access_refused", mistake.Code);
        Assert.DoesNotContain("wr0ng", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_password_user_or_database_is_told()
    {
        var port = PostgresServer.Port;

        Assert.Equal("access_refused", PostgresReads.Mistake($"postgres://rondo@localhost:{port}/postgres").Code);
        Assert.Equal("access_refused", PostgresReads.Mistake($"postgres://nobody:x@localhost:{port}/postgres").Code);
        Assert.Equal("unknown_database", PostgresReads.Mistake($"postgres://rondo:{PostgresServer.Password}@localhost:{port}/nothing").Code);
    }

    [Fact]
    public void A_table_that_the_user_may_not_read_is_told()
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE t (x int); INSERT INTO t VALUES (1); DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'guest'");

        Assert.Equal("access_refused", PostgresReads.Mistake(address.Replace($"rondo:{PostgresServer.Password}", "guest:guest", StringComparison.Ordinal), new PostgresSource { Table = "t" }).Code);
    }

    [Fact]
    public void A_long_query_is_cancelled_soon()
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE t (x int); INSERT INTO t VALUES (1)");
        foreach (var query in new[] { "SELECT pg_sleep(30)::text AS x", "SELECT i AS x FROM generate_series(1, 1000000000) AS i" })
        {
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
            var start = TimeProvider.System.GetTimestamp();

            Assert.ThrowsAny<OperationCanceledException>(() => PostgresReads.Fetch(address, new PostgresSource { Query = query }, cancellation: cancellation.Token));

            // Within a second on a free machine; this one may be busy.
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5), $"{query} took {TimeProvider.System.GetElapsedTime(start)}");
        }
    }

    [Fact]
    public void A_bad_cell_ends_the_reading_of_a_large_table()
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE t (x int)");
        var start = TimeProvider.System.GetTimestamp();

        var mistake = PostgresReads.Mistake(address, new PostgresSource { Query = "SELECT CASE WHEN i = 5 THEN date 'infinity' ELSE date '2024-01-01' END AS x FROM generate_series(1, 100000) AS i, generate_series(1, 100000) AS j" });

        Assert.Equal("value_out_of_range", mistake.Code);
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_query_has_a_limit_of_time()
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE t (x int)");

        Assert.Equal("query_timeout", PostgresReads.Mistake(address, new PostgresSource { Query = "SELECT pg_sleep(30)::text AS x", TimeLimit = 0.3 }).Code);
    }

    [Fact]
    public void What_others_have_not_committed_is_not_read()
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE t (x int); INSERT INTO t VALUES (1)");
        using var writer = PostgresServer.Connect(address);
        using var command = new NpgsqlCommand("BEGIN; INSERT INTO t VALUES (2)", writer);
        command.ExecuteNonQuery();

        Assert.Equal(1, PostgresReads.Read(address).RowCount);
    }

    static string TextOf(Column column, int row) => column.IsMissing(row) ? "" : column switch
    {
        TextColumn text => text[row]!,
        DoubleColumn number => number.Values[row].ToString(System.Globalization.CultureInfo.InvariantCulture),
        IntegerColumn whole => whole.Values[row].ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException(),
    };
}
