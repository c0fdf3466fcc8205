namespace Rondo.Sources.Http.Tests;

public sealed class PagingTests
{
    private const int Rows = 25;

    [Theory]
    [InlineData("page", "number")]
    [InlineData("offset", "offset")]
    public void Pages_by_number_or_offset_end_with_an_empty_one(string paging, string parameter)
    {
        const int size = 7;
        using var server = TestServer.Of(context =>
        {
            var at = int.Parse(context.Request.Query[parameter]!, null);
            return Ask.Json(Ids(paging == "page" ? (at - 1) * size : at, size));
        });

        var table = Ask.Rows($"{server.Address}/rows?kind=a%20b", ("paging", paging), ("page_param", "number"), ("page_size", 7L));

        Assert.Equal(Ids(0, Rows), Ask.Ids(table).Select(i => (int)i));
        Assert.Equal(5, server.Requests.Count);
        Assert.All(server.Requests, r => Assert.StartsWith("/rows?kind=a%20b&limit=7&", r.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Pages_by_number_end_with_the_total_or_with_the_status_that_means_it()
    {
        using var server = new TestServer((context, server) =>
        {
            var ids = Ids((int.Parse(context.Request.Query["page"]!, null) - 1) * 5, 5).ToArray();
            if (ids.Length == 0) context.Response.StatusCode = 404;
            return ids.Length == 0 ? Task.CompletedTask : server.Send(context, $$$"""{"meta":{"total":{{{Rows}}}},"data":{"items":{{{Ask.Json(ids)}}}}}""");
        });

        Assert.Equal(Rows, Ask.Rows(server.Address, ("records", "data.items"), ("paging", "page"), ("total_path", "meta.total")).RowCount);
        Assert.Equal(5, server.Requests.Count);
        Assert.Equal(Rows, Ask.Rows(server.Address, ("records", "data.items"), ("paging", "page"), ("end_status", 404L)).RowCount);
        Assert.Equal("not_found", Ask.Mistake(server.Address, ("records", "data.items"), ("paging", "page")).Code);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("false")]
    [InlineData(null)]
    public void Pages_by_cursor_end_without_one(string? last)
    {
        using var server = TestServer.Of(context =>
        {
            var at = context.Request.Query["after"] is [{ } cursor] ? int.Parse(cursor[2..], null) : 0;
            var next = at + 10 < Rows ? $"\"c&{at + 10}\"" : last;
            return $$"""{"rows":{{Ask.Json(Ids(at, 10))}}{{(next is null ? "" : $",\"page\":{{\"next\":{next}}}")}}}""";
        });

        var table = Ask.Rows(server.Address, ("records", "rows"), ("paging", "cursor"), ("cursor_param", "after"), ("cursor_path", "page.next"));

        Assert.Equal(Ids(0, Rows), Ask.Ids(table).Select(i => (int)i));
    }

    [Theory]
    [InlineData("/v1/rows?at=")]
    [InlineData("?at=")]
    public void The_next_address_may_stand_in_the_body(string form)
    {
        using var server = TestServer.Of(context =>
        {
            var at = context.Request.Query["at"] is [{ } given] ? int.Parse(given, null) : 0;
            return $$$"""{"items":{{{Ask.Json(Ids(at, 10))}}},"links":{"next":{{{(at + 10 < Rows ? $"\"{form}{at + 10}\"" : "null")}}}}}""";
        });

        Assert.Equal(Rows, Ask.Rows($"{server.Address}/v1/rows", ("records", "items"), ("paging", "next"), ("next_path", "links.next")).RowCount);
        Assert.All(server.Requests, r => Assert.StartsWith("/v1/rows", r.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<{0}>; rel=\"next\"")]
    [InlineData("<https://example.org/a,b>; rel=prev; title=\"a; rel=next\", <{0}>;REL=\"last Next\"")]
    public void A_Link_header_is_followed_without_being_asked_for(string form)
    {
        using var server = TestServer.Of(context =>
        {
            var at = context.Request.Query["at"] is [{ } given] ? int.Parse(given, null) : 0;
            if (at + 10 < Rows) context.Response.Headers.Link = string.Format(null, form, $"/rows?at={at + 10}");
            return Ask.Json(Ids(at, 10));
        });

        Assert.Equal(Rows, Ask.Rows($"{server.Address}/rows").RowCount);
        Assert.Equal(10, Ask.Rows($"{server.Address}/rows", ("paging", "none")).RowCount);
    }

    [Theory]
    [InlineData("""{"items":[{"id":1}],"next":"/rows?page=2"}""", "paging: next, next_path: next")]
    [InlineData("""{"items":[{"id":1}],"meta":{"nextCursor":"abc"}}""", "paging: cursor, cursor_path: meta.nextCursor")]
    [InlineData("""{"items":[{"id":1}],"has_more":true}""", "paging: page")]
    public void Pages_that_nobody_asked_for_are_not_lost_in_silence(string body, string hint)
    {
        using var server = TestServer.Of(_ => body);

        var mistake = Ask.Mistake(server.Address, ("records", "items"));

        Assert.Equal("more_pages", mistake.Code);
        Assert.Contains(hint, mistake.Hint, StringComparison.Ordinal);
        Assert.Equal(1, Ask.Rows(server.Address, ("records", "items"), ("paging", "none")).RowCount);
    }

    [Theory]
    [InlineData("page", "endless_pages")]
    [InlineData("offset", "endless_pages")]
    [InlineData("cursor", "endless_pages")]
    [InlineData("next", "endless_pages")]
    public void A_server_that_does_not_turn_the_page_is_noticed(string paging, string code)
    {
        using var server = TestServer.Of(_ => """{"items":[{"id":1},{"id":2}],"next":"/","next_cursor":7}""");

        Assert.Equal(code, Ask.Mistake($"{server.Address}/", ("records", "items"), ("paging", paging)).Code);
        Assert.InRange(server.Requests.Count, 1, 3);
    }

    [Fact]
    public void Pages_without_end_are_bounded_in_number_and_bytes()
    {
        using var server = TestServer.Of(context => $$"""{"items":[{"id":{{context.Request.Query["page"]}}}]}""");

        Assert.Equal("too_many_pages", Ask.Mistake(server.Address, ("records", "items"), ("paging", "page"), ("max_pages", 12L)).Code);
        Assert.Equal(12, server.Requests.Count);
        Assert.Equal("too_large", Ask.Mistake(server.Address, ("records", "items"), ("paging", "page"), ("max_bytes", 100L)).Code);
    }

    [Fact]
    public void Fewer_rows_than_the_server_says_are_a_mistake()
    {
        using var server = TestServer.Of(context => $$"""{"total":20,"items":{{Ask.Json(context.Request.Query["page"] == "1" ? Ids(0, 15) : [])}}}""");

        var mistake = Ask.Mistake(server.Address, ("records", "items"), ("paging", "page"), ("total_path", "total"));

        Assert.Equal("missing_rows", mistake.Code);
        Assert.Contains("20 rows, but its 2 pages hold 15", mistake.Message, StringComparison.Ordinal);
        Assert.Equal("no_total", Ask.Mistake(server.Address, ("records", "items"), ("paging", "page"), ("total_path", "count")).Code);
    }

    static IEnumerable<int> Ids(int start, int count) => Enumerable.Range(start, Math.Max(0, Math.Min(count, Rows - start)));
}
