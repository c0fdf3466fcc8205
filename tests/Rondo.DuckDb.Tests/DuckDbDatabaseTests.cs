namespace Rondo.DuckDb.Tests;

public sealed class DuckDbDatabaseTests
{
    [Fact]
    public void The_library_is_beside_the_program() => Assert.StartsWith("v1.5", DuckDbDatabase.Version, StringComparison.Ordinal);

    [Fact]
    public void Settings_hold_and_are_locked()
    {
        using var database = new Database(threads: 2, memoryLimitBytes: 512L << 20);

        Assert.Equal(2, database.Scalar<long>("SELECT current_setting('threads')::BIGINT"));
        Assert.Equal("512.0 MiB", database.Text("SELECT current_setting('memory_limit')"));
        Assert.Equal("UTC", database.Text("SELECT current_setting('TimeZone')"));
        Assert.Equal("false", database.Text("SELECT current_setting('autoinstall_known_extensions')::VARCHAR"));
        Assert.Equal("false", database.Text("SELECT current_setting('autoload_known_extensions')::VARCHAR"));
        Assert.Equal("false", database.Text("SELECT current_setting('allow_community_extensions')::VARCHAR"));
        Assert.Contains("locked", Assert.Throws<DuckDbException>(() => database.Connection.Execute("SET memory_limit = '8GB'")).Message, StringComparison.Ordinal);
        Assert.Throws<DuckDbException>(() => database.Connection.Execute("SET TimeZone = 'Europe/Berlin'"));
        Assert.Throws<DuckDbException>(() => database.Connection.Execute("INSTALL httpfs"));
    }

    [Fact]
    public void Files_can_be_put_out_of_reach()
    {
        using var database = new Database(readsFiles: false);

        Assert.Throws<DuckDbException>(() => database.Connection.Query("SELECT * FROM read_text('/etc/hostname')"));
    }

    [Fact]
    public void A_query_beyond_the_memory_limit_fails_by_name()
    {
        using var database = new Database(memoryLimitBytes: 32L << 20);

        var error = Assert.Throws<DuckDbException>(() =>
            database.Connection.Execute("CREATE TABLE t AS SELECT i, md5(i::VARCHAR) AS h FROM range(10_000_000) r(i)"));

        Assert.True(error.IsOutOfMemory, error.Message);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1, 0)]
    public void Bounds_below_one_are_refused(int threads, long memory) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DuckDbDatabase.OpenInMemory(threads, memory));

    [Fact]
    public void A_quoted_identifier_stays_one_identifier()
    {
        using var database = new Database();
        var name = "a\"; DROP TABLE x; --";

        using var result = database.Connection.Query($"SELECT 1 AS {DuckDbDatabase.Quote(name)}");

        Assert.Equal(name, result.Columns[0].Name);
    }
}
