using FsCheck.Fluent;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Sources.Sqlite;

namespace Rondo.Sources.Tests.Sqlite;

public sealed class SqliteIncrementTests
{
    [Theory]
    [InlineData("INTEGER", "1", "2", "3")]
    [InlineData("REAL", "0.1", "0.2", "0.30000000000000004")]
    [InlineData("TEXT", "'2024-01-01 10:00:00'", "'2024-01-01 10:00:01'", "'2024-01-02'")]
    [InlineData("TEXT", "'B'", "'a'", "'ä'")]
    public void Each_run_gives_the_new_rows_alone(string type, string first, string second, string third)
    {
        using var database = new SqliteDatabase($"CREATE TABLE t (at {type}, n INTEGER); INSERT INTO t VALUES ({first}, 1), ({second}, 2)");
        var source = new SqliteSource { Incremental = "at" };

        var start = database.Fetch(source);
        var still = database.Fetch(source, start.Cursor);
        database.Execute($"INSERT INTO t VALUES ({third}, 3), ({third}, 4)");
        var next = database.Fetch(source, still.Cursor);

        Assert.Equal((2, false), (start.Table.RowCount, start.IsIncrement));
        Assert.Equal((0, true), (still.Table.RowCount, still.IsIncrement));
        Assert.Equal([3, 4], Numbers(next.Table));
        Assert.Equal(0, database.Fetch(source, next.Cursor).Table.RowCount);
    }

    [Fact]
    public void Rows_that_tie_with_the_last_are_neither_lost_nor_doubled()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (at INTEGER, n INTEGER); INSERT INTO t VALUES (1, 1), (2, 2), (2, 3), (2, 3)");
        var source = new SqliteSource { Incremental = "at" };
        var cursor = database.Fetch(source).Cursor;

        // One more that equals a row which is known twice, and one that is new.
        database.Execute("INSERT INTO t VALUES (2, 3), (2, 4), (1, 9)");
        var next = database.Fetch(source, cursor);

        Assert.Equal([3, 4], Numbers(next.Table).Order());
        Assert.Equal(0, database.Fetch(source, next.Cursor).Table.RowCount);
    }

    [Fact]
    public void Random_growth_gives_every_row_once() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int[][]>(), batches =>
        {
            using var database = new SqliteDatabase("CREATE TABLE t (at INTEGER, n INTEGER); INSERT INTO t VALUES (0, 0)");
            var source = new SqliteSource { Incremental = "at" };
            var (cursor, seen, all, at) = ((string?)null, new List<long>(), new List<long> { 0 }, 0);
            foreach (var batch in batches.Prepend([]).Append([]))
            {
                var inserts = new List<string>();
                foreach (var n in batch)
                {
                    at += Math.Abs(n % 2);
                    inserts.Add($"({at}, {n % 3})");
                    all.Add(n % 3);
                }
                if (inserts.Count > 0) database.Execute($"INSERT INTO t VALUES {string.Join(", ", inserts)}");
                var fetched = database.Fetch(source, cursor);
                cursor = fetched.Cursor;
                seen.AddRange(Numbers(fetched.Table));
            }
            return seen.Order().SequenceEqual(all.Order());
        }).CheckSeeded();

    [Fact]
    public void A_row_without_a_value_is_a_mistake()
    {
        using var database = new SqliteDatabase("CREATE TABLE t (at INTEGER, n INTEGER); INSERT INTO t VALUES (1, 1)");
        var source = new SqliteSource { Incremental = "at" };
        var cursor = database.Fetch(source).Cursor;
        database.Execute("INSERT INTO t VALUES (NULL, 2)");

        Assert.Equal("missing_value", Assert.Throws<RondoException>(() => database.Fetch(source, cursor)).Mistakes[0].Code);
    }

    [Theory]
    [InlineData("when", "unknown_column")]
    [InlineData("mixed", "bad_parameter")]
    public void The_column_has_an_order(string column, string code)
    {
        using var database = new SqliteDatabase("CREATE TABLE t (at INTEGER, mixed); INSERT INTO t VALUES (1, 1), (2, 'x')");

        Assert.Equal(code, database.Mistake(new SqliteSource { Incremental = column }).Code);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("{\"column\":\"at\",\"kind\":\"text\",\"value\":\"a\",\"seen\":[]}")]
    [InlineData("{\"column\":\"n\",\"kind\":\"number\",\"value\":\"1\",\"seen\":[]}")]
    [InlineData("{}")]
    public void A_cursor_of_something_else_is_refused(string cursor)
    {
        using var database = new SqliteDatabase("CREATE TABLE t (at INTEGER, n INTEGER); INSERT INTO t VALUES (1, 1)");

        Assert.Equal("bad_cursor", Assert.Throws<RondoException>(() => database.Fetch(new SqliteSource { Incremental = "at" }, cursor)).Mistakes[0].Code);
    }

    static long[] Numbers(Table table) => table["n"] is IntegerColumn column ? column.Values : [];
}
