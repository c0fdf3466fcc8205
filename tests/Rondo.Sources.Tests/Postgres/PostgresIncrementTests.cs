using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Cells;
using Rondo.Sources.Postgres;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Sources.Tests.Postgres;

[Trait("Category", "Slow")]
public sealed class PostgresIncrementTests
{
    [Theory]
    [InlineData("int8", "1", "2", "3")]
    [InlineData("float4", "0.1", "0.7", "0.8")]
    [InlineData("float8", "0.1", "0.2", "0.30000000000000004")]
    [InlineData("numeric", "1", "2.1234567890123456789", "2.5")]
    [InlineData("numeric(10,2)", "1", "2", "3")]
    [InlineData("date", "'2024-01-01'", "'2024-01-02'", "'2024-01-03'")]
    [InlineData("timestamp", "'2024-01-01 10:00'", "'2024-01-01 10:00:00.000001'", "'2024-01-02'")]
    [InlineData("timestamptz", "'2024-01-01 10:00+02'", "'2024-01-01 09:00Z'", "'2024-01-02 00:00+12'")]
    [InlineData("text", "'B'", "'a''); --'", "'ä'")]
    [InlineData("uuid", "'00000000-0000-0000-0000-000000000001'", "'0a000000-0000-0000-0000-000000000001'", "'f0000000-0000-0000-0000-000000000001'")]
    public void Each_run_gives_the_new_rows_alone(string type, string first, string second, string third)
    {
        var address = PostgresServer.NewDatabase($"CREATE TABLE t (at {type}, n int); INSERT INTO t VALUES ({first}, 1), ({second}, 2)");
        var source = new PostgresSource { Incremental = "at" };

        var start = PostgresReads.Fetch(address, source);
        var still = PostgresReads.Fetch(address, source, start.Cursor);
        PostgresServer.Execute(address, $"INSERT INTO t VALUES ({second}, 5), ({third}, 3), ({third}, 4)");
        var next = PostgresReads.Fetch(address, source, still.Cursor);

        Assert.Equal((2, false), (start.Table.RowCount, start.IsIncrement));
        Assert.Equal((0, true), (still.Table.RowCount, still.IsIncrement));
        Assert.Equal([3, 4, 5], ((IntegerColumn)next.Table["n"]).Values.Order());
        Assert.Equal(0, PostgresReads.Fetch(address, source, next.Cursor).Table.RowCount);
    }

    [Fact]
    public void A_cursor_of_another_kind_is_refused()
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE t (at int, n text); INSERT INTO t VALUES (1, 'x')");
        var cursor = PostgresReads.Fetch(address, new PostgresSource { Incremental = "n" }).Cursor;

        Assert.Equal("bad_cursor", Refused(address, new PostgresSource { Incremental = "at" }, cursor));
        Assert.Equal("bad_cursor", Refused(address, new PostgresSource { Incremental = "at" }, new RowCursor("at", "text", "x", []).ToString()));
        Assert.Equal("unknown_column", Refused(address, new PostgresSource { Incremental = "when" }, null));
    }

    [Fact]
    public void A_row_without_a_value_is_a_mistake()
    {
        var address = PostgresServer.NewDatabase("CREATE TABLE t (at int); INSERT INTO t VALUES (1)");
        var cursor = PostgresReads.Fetch(address, new PostgresSource { Incremental = "at" }).Cursor;
        PostgresServer.Execute(address, "INSERT INTO t VALUES (NULL)");

        Assert.Equal("missing_value", Refused(address, new PostgresSource { Incremental = "at" }, cursor));
    }

    static string Refused(string address, PostgresSource source, string? cursor) =>
        Assert.Throws<RondoException>(() => PostgresReads.Fetch(address, source, cursor)).Mistakes[0].Code;
}
