using System.Text;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources;

namespace Rondo.Sources.Http.Tests;

public sealed class HostilePageTests
{
    [Theory]
    [InlineData("text/html; charset=utf-8", "<!DOCTYPE html><title>Sign in</title>", "not_json", "text/html, not JSON; it begins with: <!DOCTYPE html>")]
    [InlineData("application/json", "<html>", "not_json", "it begins with: <html>")]
    [InlineData("text/plain", "Please try later", "not_json", "text/plain, not JSON; it begins with: Please try later")]
    [InlineData("application/json", "{\"a\":nope}", "bad_json", "malformed JSON")]
    [InlineData("application/json", "[{\"a\":1}] x", "bad_json", "malformed JSON")]
    [InlineData("application/json", "[{\"a\":\"\0\"}]", "bad_json", "malformed JSON")]
    [InlineData("application/json", "[{\"a\":NaN}]", "bad_json", "malformed JSON")]
    [InlineData("application/json", "{\"a\":1}\n{\"a\":2}\n", "bad_json", "malformed JSON")]
    [InlineData("application/json", "{\"data\":{\"rows\":[{\"a\":1}]}}", "no_records", "an object instead of an array")]
    [InlineData("application/json", "\"rows\"", "no_records", "a text instead of an array")]
    [InlineData("application/json", "[1,2]", "not_an_object", "page 1, row 1")]
    [InlineData("application/json", "[{\"a\":1},{\"a\":2,\"a\":3}]", "duplicate_column", "page 1, row 2")]
    [InlineData("application/json", "[{\"a\":1},{\"a\":{\"b\":2}}]", "nested_value", "page 1, row 2")]
    [InlineData("application/json", "[{\"a\":\"\\ud800\"}]", "bad_json", "page 1, row 1")]
    [InlineData("application/json", "[{\"\":1}]", "unnamed_column", "page 1, row 1")]
    [InlineData("application/json", "[]", "empty_table", "no rows")]
    [InlineData("application/json", "null", "empty_table", "no rows")]
    [InlineData("application/json; charset=klingon", "[{\"a\":1}]", "bad_encoding", "'klingon'")]
    public void A_body_that_is_no_page_of_records_is_named(string type, string body, string code, string words)
    {
        using var server = new TestServer((context, server) => server.Send(context, body, type));

        var mistake = Ask.Mistake($"{server.Address}/rows?key=sesame-open-up");

        Assert.Equal(code, mistake.Code);
        Assert.Contains(words, mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", mistake.ToString(), StringComparison.Ordinal);
        Assert.Null(mistake.File);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{\"a\":1},{\"a\"")]
    [InlineData("[{\"a\":1}")]
    public void A_body_that_breaks_off_is_asked_for_again_and_then_named(string body)
    {
        using var server = new TestServer((context, server) => server.Send(context, body));

        var mistake = Ask.Mistake(server.Address, ("attempts", 3L));

        Assert.Equal("source_unreachable", mistake.Code);
        Assert.Contains("broke off", mistake.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void The_places_of_records_are_suggested()
    {
        using var server = TestServer.Of(_ => """{"meta":{"tags":["a"]},"data":{"items":[{"id":1}]},"included":[{"id":9}]}""");

        Assert.Equal("Arrays of records are at: data.items, included. Name one: `records: data.items`.", Ask.Mistake(server.Address).Hint);
        Assert.Equal(1, Ask.Rows(server.Address, ("records", "/data/items")).RowCount);
        Assert.Contains("nothing at 'data.itmes'", Ask.Mistake(server.Address, ("records", "data.itmes")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_later_of_two_equal_keys_does_not_hide_the_rows_of_the_first()
    {
        using var server = TestServer.Of(_ => """{"items":[{"id":1}],"items":[]}""");

        Assert.Equal("duplicate_key", Ask.Mistake(server.Address, ("records", "items")).Code);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_named_by_page_and_byte()
    {
        using var server = new TestServer((context, server) =>
            server.Send(context, context.Request.Query["page"] == "2" ? [.. "[{\"a\":\"caf"u8, 0xE9, .. "\"}]"u8] : "[{\"a\":\"x\"}]"u8.ToArray()));

        var mistake = Ask.Mistake($"{server.Address}/rows", ("paging", "page"));

        Assert.Equal("bad_encoding", mistake.Code);
        Assert.Contains("Page 2 of", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("at byte 10 (0xE9)", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iso-8859-1", "application/json; charset=ISO-8859-1")]
    [InlineData("utf-16", "application/json; charset=utf-16")]
    [InlineData("utf-8", "application/json; charset=ISO-8859-1")]
    public void A_declared_encoding_is_read(string encoding, string type)
    {
        using var server = new TestServer((context, server) => server.Send(context, [.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes("[{\"a\":\"café\"}]")], type));

        Assert.Equal("café", ((TextColumn)Ask.Rows(server.Address)["a"])[0]);
    }

    [Fact]
    public void Deep_nesting_and_large_cells_and_many_columns_are_refused_by_name()
    {
        var bodies = new Dictionary<string, string>
        {
            ["/deep"] = $"{new string('[', 100_000)}{new string(']', 100_000)}",
            ["/cell"] = $"[{{\"a\":1,\"b\":\"x\"}},\n{{\"a\":2,\"b\":\"{new string('x', 10_000_000)}\"}}]",
            ["/columns"] = $"[{{{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"c{i}\":1"))}}}]",
        };
        using var server = TestServer.Of(context => bodies[context.Request.Path.Value!]);

        Assert.Equal("bad_json", Ask.Mistake($"{server.Address}/deep").Code);
        var cell = Ask.Mistake($"{server.Address}/cell");
        Assert.Equal(("cell_too_large", "b", 2L), (cell.Code, cell.Field, cell.Row));
        Assert.Contains("max_cell_bytes", cell.Hint, StringComparison.Ordinal);
        Assert.Equal("too_many_columns", Ask.Mistake($"{server.Address}/columns").Code);
        var wide = Ask.Context() with { Options = new SourceOptions { MaxColumns = 100_000, MaxCellBytes = 10_000_000 } };
        Assert.Equal(100_000, Ask.Source().Fetch($"{server.Address}/columns", wide, CancellationToken.None).Table.Columns.Length);
        Assert.Equal(10_000_000, ((TextColumn)Ask.Source().Fetch($"{server.Address}/cell", wide, CancellationToken.None).Table["b"])[1]!.Length);
    }

    [Fact]
    public void Strange_values_stay_what_they_are()
    {
        using var server = TestServer.Of(_ => """
            [{"formula":"=cmd|'/c calc'!A1","beyond":1e999,"large":123456789012345678901234567890,"code":"00123","a\"; DROP TABLE x; --":"@SUM(1)"},
             {"formula":"+1+1","beyond":2,"large":1,"code":"00124","a\"; DROP TABLE x; --":null}]
            """);

        var table = Ask.Rows(server.Address);

        Assert.Equal(["formula", "beyond", "large", "code", "a\"; DROP TABLE x; --"], table.Schema.Fields.Select(f => f.Name));
        Assert.Equal("=cmd|'/c calc'!A1", ((TextColumn)table["formula"])[0]);
        Assert.Equal("1e999", ((TextColumn)table["beyond"])[0]);
        Assert.Equal(123456789012345678901234567890.0, ((DoubleColumn)table["large"]).Values[0]);
        Assert.Equal("00123", ((TextColumn)table["code"])[0]);
    }

    [Fact]
    public void Nested_objects_become_columns_when_asked_for()
    {
        using var server = TestServer.Of(_ => """[{"id":1,"who":{"name":"Ada","at":{"city":"Bath"}},"empty":{}},{"id":2,"who":null}]""");

        var table = Ask.Rows(server.Address, ("flatten", true));

        Assert.Equal(["id", "who.name", "who.at.city", "who"], table.Schema.Fields.Select(f => f.Name));
        Assert.Equal("Bath", ((TextColumn)table["who.at.city"])[0]);
    }

    [Fact]
    public void Names_that_meet_when_flattened_are_refused()
    {
        using var server = TestServer.Of(_ => """[{"a":{"b":1},"a.b":2}]""");

        Assert.Equal("duplicate_column", Ask.Mistake(server.Address, ("flatten", true)).Code);
    }

    [Fact]
    public void Header_fields_without_end_are_refused()
    {
        using var server = new TestServer((context, server) =>
        {
            for (var i = 0; i < 100; i++) context.Response.Headers[$"X-{i}"] = new string('x', 1000);
            return server.Send(context, "[]");
        });

        Assert.Equal("too_large", Ask.Mistake(server.Address).Code);
    }
}
