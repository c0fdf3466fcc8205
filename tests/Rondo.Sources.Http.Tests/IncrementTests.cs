using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources;

namespace Rondo.Sources.Http.Tests;

public sealed class IncrementTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_newer_rows_come_the_second_time_whether_the_server_means_since_or_after(bool isInclusive)
    {
        var rows = new List<(int Id, string At)> { (1, "2026-01-01T10:00:00Z"), (2, "2026-01-02T10:00:00.1234567891Z"), (3, "2026-01-02T10:00:00.1234567891Z") };
        using var server = TestServer.Of(context =>
        {
            var since = context.Request.Query["since"].ToString();
            return JsonSerializer.Serialize(rows.Where(r => string.CompareOrdinal(r.At, since) is > 0 or 0 && (isInclusive || r.At != since)).Select(r => new { id = r.Id, at = r.At }));
        });

        var first = Read(server, null);
        var nothing = Read(server, first.Cursor);
        rows.Add((4, "2026-01-02T10:00:00.1234567891Z"));
        rows.Add((5, "2026-01-03T10:00:00Z"));
        var second = Read(server, nothing.Cursor);

        Assert.False(first.IsIncrement);
        Assert.Equal([1L, 2, 3], Ask.Ids(first.Table));
        Assert.Equal((0, true, first.Cursor), (nothing.Table.RowCount, nothing.IsIncrement, nothing.Cursor));
        // A row that came late, at the time where the last run stopped, is only given by servers that give this time again.
        Assert.Equal(isInclusive ? [4L, 5] : [5L], Ask.Ids(second.Table));
        Assert.Contains("since=2026-01-02T10%3A00%3A00.1234567891Z", server.Requests.Last().Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_knows_no_since_gives_nothing_twice()
    {
        using var server = TestServer.Of(_ => """[{"id":1,"at":10},{"id":2,"at":9},{"id":3,"at":10}]""");

        var first = Read(server, null);
        var second = Read(server, first.Cursor);

        Assert.Equal((3, 0), (first.Table.RowCount, second.Table.RowCount));
    }

    [Theory]
    [InlineData("""[{"id":1,"at":10},{"id":2}]""", "Record 2 of page 1 has neither number nor text at 'at'.")]
    [InlineData("""[{"id":1,"at":null}]""", "Record 1 of page 1 has neither number nor text at 'at'.")]
    [InlineData("""[{"id":1,"at":10},{"id":2,"at":"10"}]""", "Record 2 of page 1 has a text, but other records a number, at 'at'.")]
    public void A_row_without_a_comparable_value_is_named(string body, string message)
    {
        using var server = TestServer.Of(_ => body);

        var mistake = Ask.Mistake(server.Address, ("incremental", "at"));

        Assert.Equal(("bad_increment", "incremental", message), (mistake.Code, mistake.Field, mistake.Message));
    }

    [Fact]
    public void A_column_that_new_rows_lack_is_missing_in_them()
    {
        using var server = TestServer.Of(context => context.Request.Query["since"].Count == 0 ? """[{"id":1,"at":1,"note":"x"}]""" : """[{"id":2,"at":2}]""");
        var context = Ask.Context() with { Options = new SourceOptions { Types = new Dictionary<string, ColumnType> { ["id"] = ColumnType.Int64, ["at"] = ColumnType.Int64, ["note"] = ColumnType.Text } } };
        var source = Ask.Source(("incremental", "at"));

        var first = source.Fetch(server.Address, context, CancellationToken.None);
        var second = source.Fetch(server.Address, context with { Cursor = first.Cursor }, CancellationToken.None);

        Assert.True(second.Table["note"].IsMissing(0));
        Assert.Equal(2, TableStack.Of(first.Table, second.Table).RowCount);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("{}")]
    [InlineData("""{"field":"other","value":1,"seen":[]}""")]
    public void A_cursor_that_is_none_is_refused(string cursor)
    {
        using var server = TestServer.Of(_ => "[]");

        Assert.Equal("bad_cursor", Ask.Mistake(Ask.Source(("incremental", "at")), server.Address, Ask.Context() with { Cursor = cursor }).Code);
        Assert.Empty(server.Requests);
    }

    static Fetched Read(TestServer server, string? cursor) =>
        Ask.Source(("incremental", "at")).Fetch(server.Address, Ask.Context() with { Cursor = cursor }, CancellationToken.None);
}
