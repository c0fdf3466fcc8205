using System.Diagnostics;

namespace Rondo.DuckDb.Tests;

public sealed class QueryTests
{
    [Theory]
    [InlineData("it's; DROP TABLE t; --")]
    [InlineData("\"double\" 'single' $1 ? \\")]
    [InlineData("")]
    [InlineData("naïve 日本 \U0001F600 and longer than twelve bytes")]
    [InlineData("nul\0inside")]
    public void A_text_parameter_arrives_as_it_is(string text)
    {
        using var database = new Database();

        Assert.Equal(text, database.Text("SELECT $1", text));
    }

    [Fact]
    public void Parameters_of_each_type_arrive()
    {
        using var database = new Database();

        Assert.Equal(long.MinValue, database.Scalar<long>("SELECT $1", long.MinValue));
        Assert.Equal(7, database.Scalar<long>("SELECT $1", 7));
        Assert.Equal(0.1, database.Scalar<double>("SELECT $1", 0.1));
        Assert.True(database.Scalar<bool>("SELECT $1", true));
        Assert.Equal("1969-12-31", database.Text("SELECT $1::VARCHAR", new DateOnly(1969, 12, 31)));
        Assert.Equal("2024-02-29 12:34:56.789012", database.Text("SELECT $1::VARCHAR", new DateTime(2024, 2, 29, 12, 34, 56).AddMicroseconds(789012)));
        Assert.Equal("2024-02-29 10:00:00+00", database.Text("SELECT $1::VARCHAR", new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2))));
        Assert.Equal("none", database.Text("SELECT coalesce($1, 'none')", [null]));
        Assert.Equal("a,b'", database.Text("SELECT array_to_string($1, ',')", (object)new List<string> { "a", "b'" }));
        Assert.Equal("\\x00\\xFF", database.Text("SELECT $1::VARCHAR", (object)new byte[] { 0, 255 }));
        Assert.Throws<ArgumentException>(() => database.Text("SELECT $1", new object()));
    }

    [Fact]
    public void A_statement_runs_again_with_other_parameters()
    {
        using var database = new Database();
        using var statement = database.Connection.Prepare("SELECT ? + ?");
        var sums = new List<long>();

        for (var i = 1; i <= 3; i++)
        {
            statement.Bind(1, i);
            statement.Bind(2, 10);
            using var result = statement.Query();
            foreach (var chunk in result.Chunks()) sums.Add(chunk[0].Values<long>()[0]);
        }

        Assert.Equal([11, 12, 13], sums);
        Assert.Equal(2, statement.ParameterCount);
        Assert.Throws<DuckDbException>(() => statement.Bind(3, 1));
    }

    [Fact]
    public void Rows_stream_in_order_over_many_chunks()
    {
        using var database = new Database();
        using var result = database.Connection.Query("SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS gap FROM range(500_000) r(i)");
        long expected = 0, missing = 0;
        var chunks = 0;

        foreach (var chunk in result.Chunks())
        {
            chunks++;
            var values = chunk[0].Values<long>();
            var gaps = chunk[1];
            for (var row = 0; row < chunk.RowCount; row++)
            {
                if (values[row] != expected) Assert.Fail($"{values[row]} stands where {expected} should.");
                if (gaps.IsValid(row) == (expected % 3 == 0)) Assert.Fail($"Row {expected} has the wrong validity.");
                if (!gaps.IsValid(row)) missing++;
                expected++;
            }
        }

        Assert.Equal(500_000, expected);
        Assert.Equal(166_667, missing);
        Assert.True(chunks > 100);
    }

    [Fact]
    public void A_statement_that_fails_says_why()
    {
        using var database = new Database();

        Assert.Contains("syntax error", Assert.Throws<DuckDbException>(() => database.Connection.Execute("SELEC 1")).Message, StringComparison.Ordinal);
        Assert.Equal("Catalog Error", Assert.Throws<DuckDbException>(() => database.Connection.Query("SELECT * FROM nowhere")).Kind);
        Assert.Throws<DuckDbException>(() => database.Connection.Execute("SELECT 1; SELECT 2"));
    }

    [Fact]
    public void An_error_in_the_middle_of_a_stream_is_not_taken_for_its_end()
    {
        using var database = new Database(threads: 1);

        var error = Assert.Throws<DuckDbException>(() =>
        {
            using var result = database.Connection.Query("SELECT CASE WHEN i = 900_000 THEN 'x' ELSE '1' END::BIGINT FROM range(1_000_000) r(i)");
            foreach (var _ in result.Chunks()) { }
        });

        Assert.Equal("Conversion Error", error.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancelling_stops_a_long_statement_soon(bool streams)
    {
        using var database = new Database();
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        const string Long = "SELECT count(*) FROM range(1_000_000) a(i), range(1_000_000) b(j) WHERE hash(i, j) % 7 = 3";
        var clock = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            if (!streams)
            {
                database.Connection.Execute(Long, [], source.Token);
                return;
            }
            using var result = database.Connection.Query(Long, [], source.Token);
            foreach (var _ in result.Chunks()) { }
        });

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
        Assert.Equal(1, database.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void A_result_may_be_left_before_its_end()
    {
        using var database = new Database();
        using (var result = database.Connection.Query("SELECT i FROM range(10_000_000) r(i)"))
        {
            using var first = result.Next();
            Assert.NotNull(first);
        }

        Assert.Equal(2, database.Scalar<int>("SELECT 2"));
    }
}
