using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Tests.Sources;

public sealed class LogSourceTests
{
    private const string Combined = """
        203.0.113.7 - alice [10/Oct/2000:13:55:36 -0700] "GET /a.html?q=1 HTTP/1.1" 200 2326 "http://example.com/" "Mozilla/5.0 (X11)"
        2001:db8::1 - - [10/Oct/2000:20:55:37 +0000] "POST /b HTTP/2.0" 404 - "-" "-"
        """;

    [Fact]
    public void Lines_of_nginx_become_typed_columns()
    {
        using var folder = new TempFolder();
        folder.Write("access.log", Combined);

        var table = folder.Read("access.log");

        Assert.Equal(["remote_addr", "remote_user", "time", "method", "path", "protocol", "status", "bytes", "referer", "user_agent"], table.Schema.Fields.Select(f => f.Name));
        Assert.Equal(
            [ColumnType.Text, ColumnType.Text, ColumnType.TimestampUtc, ColumnType.Text, ColumnType.Text, ColumnType.Text, ColumnType.Int64, ColumnType.Int64, ColumnType.Text, ColumnType.Text],
            table.Schema.Fields.Select(f => f.Type));
        Assert.Equal(["203.0.113.7", "alice", "GET", "/a.html?q=1", "HTTP/1.1", "http://example.com/", "Mozilla/5.0 (X11)"], Texts(table, 0));
        Assert.Equal(["2001:db8::1", null, "POST", "/b", "HTTP/2.0", null, null], Texts(table, 1));
        Assert.Equal([971211336_000000, 971211337_000000], ((IntegerColumn)table["time"]).Values);
        Assert.Equal([200, 404], ((IntegerColumn)table["status"]).Values);
        Assert.True(table["bytes"].IsMissing(1));
    }

    [Theory]
    [InlineData("""a \"quoted\" agent""", "a \"quoted\" agent")]
    [InlineData("""\x22quoted\x22""", "\"quoted\"")]
    [InlineData("""C:\\dir""", """C:\dir""")]
    [InlineData("""\xD0\x9F\xD1\x80""", "Пр")]
    [InlineData("""\x16\x03\x01\x00""", """\x16\x03\x01\x00""")]
    [InlineData("""\xFF\xFE""", """\xFF\xFE""")]
    [InlineData("""half\x2""", """half\x2""")]
    public void Escapes_are_undone_where_that_gives_text(string written, string expected)
    {
        using var folder = new TempFolder();
        folder.Write("access.log", $"""1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1 "-" "{written}" """);

        Assert.Equal(expected, ((TextColumn)folder.Read("access.log")["user_agent"])[0]);
    }

    [Theory]
    [InlineData("""\x16\x03\x01\x02\x00\x01""", """\x16\x03\x01\x02\x00\x01""")]
    [InlineData("GET /", "GET /")]
    [InlineData("-", null)]
    [InlineData("", null)]
    public void A_request_of_another_form_stands_in_the_path(string request, string? path)
    {
        using var folder = new TempFolder();
        folder.Write("access.log", $"""1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] "{request}" 400 157 "-" "-" """);

        var table = folder.Read("access.log");

        Assert.True(table["method"].IsMissing(0) && table["protocol"].IsMissing(0));
        Assert.Equal(path, table["path"] is TextColumn text ? text[0] : null);
    }

    [Fact]
    public void Rare_fields_get_columns_when_they_come()
    {
        using var folder = new TempFolder();
        folder.Write("access.log", """
            1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1 "-" "-"
            1.1.1.1 id john doe [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1 "-" "-" "10.0.0.1, 10.0.0.2"
            """);

        var table = folder.Read("access.log");

        Assert.Equal([null, "id"], Column(table, "ident"));
        Assert.Equal([null, "john doe"], Column(table, "remote_user"));
        Assert.Equal([null, "10.0.0.1, 10.0.0.2"], Column(table, "forwarded_for"));
    }

    [Fact]
    public void The_common_layout_has_no_referer()
    {
        using var folder = new TempFolder();
        folder.Write("access.log", """127.0.0.1 user-identifier frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326""");

        var table = folder.Read("access.log");

        Assert.False(table.Schema.Contains("referer"));
        Assert.Equal("user-identifier", ((TextColumn)table["ident"])[0]);
    }

    [Fact]
    public void W3C_fields_may_change_midway()
    {
        using var folder = new TempFolder();
        folder.Write("iis.log", """
            #Version: 1.0
            #Date: 2002-05-02 17:42:15
            #Fields: date time c-ip cs-method time-taken cs(User-Agent)
            2002-05-02 17:42:15 172.22.255.255 GET 12 Mozilla/4.0+(compatible)
            2002-05-02 17:42:16.5 172.22.255.255 - 0.5 "an ""agent"" of spaces"
            #Date: 2002-05-03 00:00:00
            #Fields: time c-ip sc-status
            00:00:01 2001:db8::1 200
            """);

        var table = folder.Read("iis.log");

        Assert.Equal(["time", "c-ip", "cs-method", "time-taken", "cs(User-Agent)", "sc-status"], table.Schema.Fields.Select(f => f.Name));
        Assert.Equal([ColumnType.TimestampUtc, ColumnType.Text, ColumnType.Text, ColumnType.Double, ColumnType.Text, ColumnType.Int64], table.Schema.Fields.Select(f => f.Type));
        Assert.Equal([1020361335_000000, 1020361336_500000, 1020384001_000000], ((IntegerColumn)table["time"]).Values);
        Assert.Equal("an \"agent\" of spaces", ((TextColumn)table["cs(User-Agent)"])[1]);
        Assert.Equal([true, true, false], [.. Enumerable.Range(0, 3).Select(table["sc-status"].IsMissing)]);
    }

    [Fact]
    public void JSON_lines_keep_types_and_nested_values()
    {
        using var folder = new TempFolder();
        folder.Write("app.log", """
            {"time":"2024-01-01T10:00:00Z","level":"info","ms":12,"ok":true,"http":{"path":"/a"}}
            {"time":"2024-01-01T10:00:01Z","level":"a \"b\"","ms":1.5,"ok":false,"extra":"00123"}
            """);

        var table = folder.Read("app.log");

        Assert.Equal(["time", "level", "ms", "ok", "http", "extra"], table.Schema.Fields.Select(f => f.Name));
        Assert.Equal([ColumnType.TimestampUtc, ColumnType.Text, ColumnType.Double, ColumnType.Boolean, ColumnType.Text, ColumnType.Text], table.Schema.Fields.Select(f => f.Type));
        Assert.Equal("{\"path\":\"/a\"}", ((TextColumn)table["http"])[0]);
        Assert.Equal("a \"b\"", ((TextColumn)table["level"])[1]);
    }

    [Fact]
    public void A_pattern_names_columns_by_its_groups()
    {
        using var folder = new TempFolder();
        folder.Write("app.log", """
            2024-01-01 10:00:00,123 WARN took 12 ms [10/Oct/2000:13:55:36 -0700]
            2024-01-01 10:00:01,000 INFO took - ms [10/Oct/2000:13:55:37 -0700]
            """);

        var table = folder.Read("app.log", parameters: new Dictionary<string, object?>
        {
            ["pattern"] = @"^(?P<at>\S+ [\d:]+),\d+ (?<level>[A-Z]+) took (?<took>\S+) ms \[(?<seen>[^\]]+)\]$",
        });

        Assert.Equal([ColumnType.Timestamp, ColumnType.Text, ColumnType.Int64, ColumnType.TimestampUtc], table.Schema.Fields.Select(f => f.Type));
        Assert.True(table["took"].IsMissing(1));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("")]
    [InlineData("no groups")]
    [InlineData(@"(?<a>.)\1")]
    [InlineData("(?<a>x)(?!y)")]
    public void A_pattern_that_cannot_be_used_is_told(string pattern)
    {
        using var folder = new TempFolder();
        folder.Write("app.log", "x");

        var parameters = new Dictionary<string, object?> { ["layout"] = "pattern", ["pattern"] = pattern };

        Assert.Equal("bad_pattern", Assert.Throws<RondoException>(() => folder.Read("app.log", parameters: parameters)).Mistakes[0].Code);
    }

    [Fact]
    public void Bad_lines_are_kept_aside_with_place_and_reason()
    {
        using var folder = new TempFolder();
        var good = """1.1.1.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1 "-" "-" """;
        folder.Write("access.log", [.. Encoding.UTF8.GetBytes(string.Join('\n', [
            good, "nonsense", good.Replace("Oct", "Okt", StringComparison.Ordinal), good.Replace(" 200 ", " 2000 ", StringComparison.Ordinal), good.Replace(" 1 ", " x ", StringComparison.Ordinal), "",
            good.Replace("\"GET", "GET", StringComparison.Ordinal), good.Replace("\"-\" \"-\"", "\"-\"", StringComparison.Ordinal), good + " more", "nul \0", .. Enumerable.Repeat(good, 100), ""])),
            .. "bytes "u8, 0xFF, (byte)'\n']);

        using var bad = new BadLines(folder.File("bad/lines.txt"));
        var table = folder.Read("access.log", new SourceOptions { BadLines = bad });
        bad.Dispose();

        Assert.Equal(101, table.RowCount);
        Assert.Equal(9, bad.Count);
        Assert.Equal(["access.log:2 it is too short", "access.log:3 its time is none", "access.log:4 its status is no number of three digits"], bad.Examples);
        Assert.Equal(["2", "3", "4", "5", "7", "8", "9", "10", "111"], File.ReadAllLines(folder.File("bad/lines.txt")).Select(l => l.Split(':', '\t')[1].Split(' ')[0]));
    }

    [Fact]
    public void More_bad_lines_than_allowed_are_a_mistake()
    {
        using var folder = new TempFolder();
        folder.Write("access.log", Combined + "\nbad one\nbad two\nbad three\nbad four\n");
        using var bad = new BadLines();

        var mistake = folder.Mistake("access.log", new SourceOptions { BadLines = bad });
        var table = folder.Read("access.log", new SourceOptions { BadLines = bad }, new Dictionary<string, object?> { ["max_bad"] = 0.7 });

        Assert.Equal("bad_lines", mistake.Code);
        Assert.StartsWith("4 of 6 lines", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("access.log:3", mistake.Message, StringComparison.Ordinal);
        Assert.Equal(2, table.RowCount);
    }

    [Fact]
    public void Where_bad_lines_cannot_be_kept_the_first_is_a_mistake()
    {
        using var folder = new TempFolder();
        folder.Write("access.log", Combined + "\nbad one\n");

        var mistake = folder.Mistake("access.log");

        Assert.Equal(("bad_line", 3), (mistake.Code, mistake.Line));
    }

    [Theory]
    [InlineData("hello\nworld\n", "unknown_layout")]
    [InlineData("", "empty_table")]
    [InlineData("\n\n", "empty_table")]
    public void A_file_of_no_layout_is_told(string content, string code)
    {
        using var folder = new TempFolder();
        folder.Write("some.log", content);

        Assert.Equal(code, folder.Mistake("some.log").Code);
    }

    [Fact]
    public void Rotated_and_compressed_files_are_one_log()
    {
        using var folder = new TempFolder();
        folder.WriteGzip("access1.log.gz", Combined);
        folder.Write("access2.log", "");
        folder.Write("access3.log", Combined.ReplaceLineEndings("\r\n"));

        Assert.Equal(2, folder.Read("access1.log.gz").RowCount);
        Assert.Equal(4, folder.Read("access*.log*").RowCount);
    }

    [Fact]
    public void Damaged_and_hostile_files_are_told()
    {
        using var folder = new TempFolder();
        folder.WriteGzip("cut.log.gz", string.Concat(Enumerable.Repeat(Combined + "\n", 1000)));
        File.WriteAllBytes(folder.File("cut.log.gz"), [.. File.ReadAllBytes(folder.File("cut.log.gz")).AsSpan()[..^20]]);
        folder.Write("wide.log", [0xFF, 0xFE, 65, 0]);
        folder.Write("long.log", Combined + "\n" + new string('x', 3_000_000) + "\n" + Combined);
        using var bad = new BadLines();

        Assert.Equal("damaged_file", folder.Mistake("cut.log.gz").Code);
        Assert.Equal("bad_encoding", folder.Mistake("wide.log").Code);
        Assert.Equal(4, folder.Read("long.log", new SourceOptions { BadLines = bad }, new Dictionary<string, object?> { ["max_bad"] = 0.5 }).RowCount);
        Assert.Equal(["long.log:3 it is longer than 1000000 bytes"], bad.Examples);
    }

    [Fact]
    public void A_file_of_other_things_is_given_up_early()
    {
        using var folder = new TempFolder();
        folder.Write("big.log", string.Concat(Enumerable.Repeat("something else\n", 30_000)));
        using var bad = new BadLines();

        var parameters = new Dictionary<string, object?> { ["layout"] = "common", ["max_bad"] = 1.0 };

        Assert.Equal("bad_lines", Assert.Throws<RondoException>(() => folder.Read("big.log", new SourceOptions { BadLines = bad }, parameters)).Mistakes[0].Code);
        Assert.Equal(10_000, bad.Count);
    }

    [Fact]
    public void A_hundred_thousand_lines_become_typed_columns()
    {
        using var folder = new TempFolder();
        var log = GeneratedLog.Write(folder.File("access.log"), lines: 100_000, seed: 19);
        using var bad = new BadLines(folder.File("bad.txt"));

        var table = folder.Read("access.log", new SourceOptions { BadLines = bad });

        Assert.Equal(log.Bad, bad.Count);
        Assert.Equal(100_000 - log.Bad, table.RowCount);
        Assert.Equal(log.Statuses, ((IntegerColumn)table["status"]).Values.Sum());
        Assert.Equal(log.Bytes, ((IntegerColumn)table["bytes"]).Values.Sum());
        Assert.Equal(log.Seconds, ((IntegerColumn)table["time"]).Values.Sum(t => t / 1_000_000));
        Assert.Equal(log.Garbage, table["method"].CountMissing());
        Assert.Equal(log.NoReferer, table["referer"].CountMissing());
        Assert.Equal(log.Agents, ((TextColumn)table["user_agent"]).Codes.Where(c => c >= 0).Select(c => ((TextColumn)table["user_agent"]).Dictionary[c]).ToHashSet());
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("nginx_combined")]
    [InlineData("w3c")]
    [InlineData("json_lines")]
    [InlineData("pattern")]
    public void Damaged_logs_give_rows_or_a_named_mistake(string layout)
    {
        using var folder = new TempFolder();
        var random = new Random(4);
        var sound = Encoding.UTF8.GetBytes(Combined + "\n#Fields: date time a \"b\"\n2024-01-01 10:00:00 \"x \"\"y\" -\n{\"a\":1,\"b\":\"\\u00e4\",\"c\":[{}]}\n" + Combined);
        var parameters = new Dictionary<string, object?> { ["layout"] = layout, ["max_bad"] = 1.0 };
        if (layout == "pattern") parameters["pattern"] = @"(?<a>\S+) (?<b>.*)";
        for (var i = 0; i < 300; i++)
        {
            var bytes = sound.ToArray();
            for (var n = random.Next(1, 30); n > 0; n--) bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : sound[random.Next(sound.Length)];
            folder.Write("damaged.log", bytes[..random.Next(bytes.Length)]);
            using var bad = new BadLines();
            try
            {
                Assert.True(folder.Read("damaged.log", new SourceOptions { BadLines = bad }, parameters).RowCount > 0);
            }
            catch (RondoException e)
            {
                Assert.NotEmpty(e.Mistakes[0].Code);
            }
        }
    }

    static IEnumerable<string?> Texts(Table table, int row) => table.Columns.OfType<TextColumn>().Select(c => c[row]);

    static IEnumerable<string?> Column(Table table, string name) => Enumerable.Range(0, table.RowCount).Select(row => ((TextColumn)table[name])[row]);
}
