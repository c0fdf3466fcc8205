using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Data;

namespace Rondo.Sources.Http.Tests;

public sealed class FileTests
{
    private const string Csv = "id,name\n1,a\n2,b\n";

    [Theory]
    [InlineData("/data.csv", null, Csv)]
    [InlineData("/data.CSV?download=1", null, Csv)]
    [InlineData("/export", "csv", Csv)]
    [InlineData("/data.tsv", null, "id\tname\n1\ta\n2\tb\n")]
    [InlineData("/data.jsonl", null, "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\"}\n")]
    [InlineData("/data.json", null, "[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"}]")]
    [InlineData("/data.json", "json", "[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"}]")]
    [InlineData("/data", "json", "[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"}]")]
    public void A_file_at_an_address_is_read_as_one_on_the_disk(string path, string? format, string content)
    {
        using var server = new TestServer((context, server) => server.Send(context, content, "application/octet-stream"));

        var table = Ask.Source().Fetch(server.Address + path, Ask.Context() with { Format = format }, CancellationToken.None).Table;

        Assert.Equal([1L, 2], Ask.Ids(table));
        Assert.Equal(["a", "b"], Texts(table));
    }

    [Fact]
    public void The_format_s_own_parameters_are_passed_on()
    {
        using var server = new TestServer((context, server) => server.Send(context, "1|\"a\n2|b\n", "text/csv"));

        var table = Ask.Rows($"{server.Address}/data.csv", ("read", Ask.Map(("delimiter", "|"), ("header", "false"), ("quotes", "false"))));

        Assert.Equal((2, "\"a"), (table.RowCount, ((TextColumn)table["column_2"])[0]));
        Assert.Equal("unknown_parameter", Ask.Mistake($"{server.Address}/data.csv", ("read", Ask.Map(("delimeter", "|")))).Code);
    }

    [Theory]
    [InlineData("\"v1\"", null)]
    [InlineData("W/\"v1\"", null)]
    [InlineData("v1-without-quotes", null)]
    [InlineData(null, "Fri, 02 Jan 2026 10:00:00 GMT")]
    public void A_file_that_did_not_change_is_not_fetched_again(string? tag, string? modified)
    {
        using var folder = new TempFolder();
        using var server = new TestServer((context, server) =>
        {
            if (tag is not null) context.Response.Headers.ETag = tag;
            if (modified is not null) context.Response.Headers.LastModified = modified;
            var isKnown = tag is not null ? context.Request.Headers.IfNoneMatch == tag : context.Request.Headers.IfModifiedSince == modified;
            if (isKnown) context.Response.StatusCode = 304;
            return isKnown ? Task.CompletedTask : server.Send(context, Csv, "text/csv");
        });
        Table Read() => Ask.Source().Fetch($"{server.Address}/data.csv", Ask.Context(folder.Path), CancellationToken.None).Table;

        var first = Read();
        var bytes = server.BodyBytes;
        var second = Read();

        Assert.Equal((2, Csv.Length, 0L), (server.Requests.Count, (int)bytes, server.BodyBytes - bytes));
        Assert.Equal(Ask.Ids(first), Ask.Ids(second));

        foreach (var file in Directory.GetFiles(folder.Path, "*.csv")) File.WriteAllText(file, "id,name\n9,z\n");
        Assert.Equal([1L, 2], Ask.Ids(Read()));
        Assert.Equal(2 * bytes, server.BodyBytes);
        foreach (var file in Directory.GetFiles(folder.Path, "*.note")) File.WriteAllText(file, "?");
        Assert.Equal([1L, 2], Ask.Ids(Read()));
        Assert.Equal(3 * bytes, server.BodyBytes);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void Another_run_that_has_the_folder_and_another_user_s_answers_do_no_harm()
    {
        using var folder = new TempFolder();
        using var server = new TestServer((context, server) =>
        {
            context.Response.Headers.LastModified = "Fri, 02 Jan 2026 10:00:00 GMT";
            var isKnown = context.Request.Headers.IfModifiedSince.Count > 0;
            if (isKnown) context.Response.StatusCode = 304;
            return isKnown ? Task.CompletedTask : server.Send(context, $"id,name\n{(context.Request.Headers["X-User"] == "ada" ? 1 : 2)},a\n", "text/csv");
        });
        Table Read(string user) => Ask.Source(("headers", Ask.Map(("X-User", user)))).Fetch($"{server.Address}/data.csv", Ask.Context(folder.Path), CancellationToken.None).Table;

        Assert.Equal([1L], Ask.Ids(Read("ada")));
        using (new FileStream(Path.Combine(folder.Path, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Equal([2L], Ask.Ids(Read("bob")));
        Assert.Equal([2L], Ask.Ids(Read("bob")));
        Assert.Equal([2L], Ask.Ids(Read("bob")));
        Assert.Equal([0, 0, 0, 1], server.Requests.Select(r => r.Headers.ContainsKey("If-Modified-Since") ? 1 : 0));
    }

    [Fact]
    public void A_pinned_file_is_fetched_once_and_needs_no_network_then()
    {
        using var folder = new TempFolder();
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Csv)));
        string address;
        using (var server = new TestServer((context, server) => server.Send(context, Csv, "text/csv")))
        {
            address = $"{server.Address}/data.csv";
            Ask.Source(("sha256", hash)).Fetch(address, Ask.Context(folder.Path), CancellationToken.None);
            Assert.Single(server.Requests);
        }

        Assert.Equal([1L, 2], Ask.Ids(Ask.Source(("sha256", hash)).Fetch(address, Ask.Context(folder.Path), CancellationToken.None).Table));

        foreach (var file in Directory.GetFiles(folder.Path)) File.AppendAllText(file, "3,c\n");
        Assert.Equal("source_unreachable", Ask.Mistake(Ask.Source(("sha256", hash)), address, Ask.Context(folder.Path)).Code);
    }

    [Fact]
    public void A_file_that_is_not_the_pinned_one_is_refused_with_both_hashes()
    {
        using var folder = new TempFolder();
        using var server = new TestServer((context, server) => server.Send(context, Csv, "text/csv"));
        var (expected, found) = (new string('a', 64), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Csv))));

        var mistake = Ask.Mistake(Ask.Source(("sha256", expected)), $"{server.Address}/data.csv", Ask.Context(folder.Path));

        Assert.Equal(("wrong_hash", "sha256"), (mistake.Code, mistake.Field));
        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
        Assert.Contains(found, mistake.Message, StringComparison.Ordinal);
        Assert.Equal(["lock"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Assert.Equal("bad_parameter", Ask.Mistake($"{server.Address}/data.csv", ("sha256", "abc")).Code);
        Assert.Equal("conflicting_keys", Ask.Mistake($"{server.Address}/data.csv", ("sha256", expected), ("paging", "page")).Code);
    }

    [Theory]
    [InlineData("/data.csv", true)]
    [InlineData("/data.csv.gz", true)]
    [InlineData("/data.csv.gz", false)]
    public void Compression_of_the_way_is_told_from_compression_of_the_file(string path, bool isDeclared)
    {
        using var server = new TestServer((context, server) =>
        {
            if (isDeclared) context.Response.Headers.ContentEncoding = "gzip";
            return server.Send(context, Gzip(Csv), "text/csv");
        });

        Assert.Equal([1L, 2], Ask.Ids(Ask.Rows(server.Address + path)));
    }

    [Fact]
    public void A_file_that_breaks_off_is_fetched_from_its_beginning()
    {
        using var folder = new TempFolder();
        var text = "id\n" + string.Join('\n', Enumerable.Range(0, 50_000));
        using var server = new TestServer((context, server) => server.Requests.Count < 3 ? TestServer.BreakOff(context, text) : server.Send(context, text, "text/csv"));

        Assert.Equal(50_000, Ask.Source().Fetch($"{server.Address}/data.csv", Ask.Context(folder.Path), CancellationToken.None).Table.RowCount);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.part"));
    }

    [Theory]
    [InlineData("text/csv", "", "bad_encoding")]
    [InlineData("text/csv; charset=utf-8", "", "bad_encoding")]
    [InlineData("text/csv; charset=no-such", "", "bad_encoding")]
    [InlineData("text/csv; charset=us-ascii", "", "bad_encoding")]
    [InlineData("text/csv; charset=ISO-8859-1", "", null)]
    [InlineData("text/csv; charset=windows-1252", "", null)]
    [InlineData("text/csv", "latin1", null)]
    public void Text_that_is_not_UTF_8_is_what_its_server_or_the_file_says(string type, string encoding, string? code)
    {
        using var server = new TestServer((context, server) => server.Send(context, Encoding.Latin1.GetBytes("id,name\n1,café\n"), type));
        (string, object?)[] words = [("encoding", encoding)];

        if (code is not null) Assert.Equal(code, Ask.Mistake($"{server.Address}/data.csv", words).Code);
        else Assert.Equal(["café"], Texts(Ask.Rows($"{server.Address}/data.csv", words)));
    }

    [Theory]
    [InlineData("utf-8", "text/csv; charset=ISO-8859-1")]
    [InlineData("utf-16", "text/csv; charset=utf-16")]
    [InlineData("utf-16BE", "text/csv; charset=utf-16BE")]
    public void UTF_8_is_known_by_its_bytes_and_UTF_16_by_its_name(string encoding, string type)
    {
        using var server = new TestServer((context, server) => server.Send(context, Encoding.GetEncoding(encoding).GetBytes("id,name\n1,café\n"), type));

        Assert.Equal(["café"], Texts(Ask.Rows($"{server.Address}/data.csv")));
    }

    [Fact]
    public void A_mistake_in_a_file_names_its_address_and_no_path_of_ours()
    {
        using var folder = new TempFolder();
        using var server = new TestServer((context, server) => server.Send(context, "id,name\n1,a\n2\n", "text/csv"));

        var mistake = Ask.Mistake(Ask.Source(), $"{server.Address}/data.csv?key=sesame-open-up", Ask.Context(folder.Path));

        Assert.Equal(("ragged_row", 3, $"{server.Address}/data.csv?key=***"), (mistake.Code, mistake.Line, mistake.File));
        Assert.DoesNotContain(folder.Path, mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_to_log_in_is_no_file()
    {
        using var server = new TestServer((context, server) => server.Send(context, "\n<!DOCTYPE html>\n<title>Sign in</title>", "text/html; charset=utf-8"));

        var mistake = Ask.Mistake($"{server.Address}/data.csv");

        Assert.Equal("web_page", mistake.Code);
        Assert.Contains("<!DOCTYPE html> <title>Sign in", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/data.csv")]
    [InlineData("/rows")]
    public void A_body_that_swells_beyond_the_bound_is_refused(string path)
    {
        var bomb = Gzip(new string('0', 50_000_000));
        Assert.True(bomb.Length < 500_000);
        using var server = new TestServer((context, server) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return server.Send(context, bomb);
        });

        var mistake = Ask.Mistake(server.Address + path, ("max_bytes", 1_000_000L));

        Assert.Equal("too_large", mistake.Code);
        Assert.Contains("max_bytes", mistake.Hint, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    static string[] Texts(Table table) => [.. Enumerable.Range(0, table.RowCount).Select(i => ((TextColumn)table["name"])[i]!)];
}
