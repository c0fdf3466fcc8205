using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Tests.Sources;

/// <summary>Files that were made to do harm.</summary>
public sealed class HostileFilesTests
{
    [Theory]
    [InlineData("t.csv", "a,b\n1,x\n2,{0}\n")]
    [InlineData("t.tsv", "a\tb\n1\tx\n2\t{0}\n")]
    [InlineData("t.json", "[{{\"a\":1,\"b\":\"x\"}},{{\"a\":2,\"b\":\"{0}\"}}]")]
    [InlineData("t.jsonl", "{{\"a\":1,\"b\":\"x\"}}\n{{\"a\":2,\"b\":\"{0}\"}}\n")]
    [InlineData("t.csv.gz", "a,b\n1,x\n2,{0}\n")]
    public void A_field_of_10_MB_is_refused_or_read_whole(string name, string form)
    {
        using var folder = new TempFolder();
        var text = string.Format(null, form, new string('x', 10_000_000));
        if (name.EndsWith(".gz", StringComparison.Ordinal)) folder.WriteGzip(name, text);
        else folder.Write(name, text);

        var mistake = folder.Mistake(name);

        Assert.Equal(("cell_too_large", "b"), (mistake.Code, mistake.Field));
        Assert.Contains("max_cell_bytes", mistake.Hint, StringComparison.Ordinal);
        Assert.Equal(10_000_000, ((TextColumn)folder.Read(name, new SourceOptions { MaxCellBytes = 10_000_000 })["b"])[1]!.Length);
    }

    [Fact]
    public void A_field_of_10_MB_in_Parquet_is_refused_or_read_whole()
    {
        using var folder = new TempFolder();
        folder.WriteParquet("t.parquet", "SELECT i AS a, CASE WHEN i = 2 THEN repeat('é', 5_000_000) ELSE 'x' END AS b FROM range(4) r(i)");

        var mistake = folder.Mistake("t.parquet");

        Assert.Equal(("cell_too_large", "b", 3L), (mistake.Code, mistake.Field, mistake.Row));
        Assert.Equal(5_000_000, ((TextColumn)folder.Read("t.parquet", new SourceOptions { MaxCellBytes = 10_000_000 })["b"])[2]!.Length);
    }

    [Theory]
    [InlineData("t.csv")]
    [InlineData("t.tsv")]
    [InlineData("t.json")]
    [InlineData("t.jsonl")]
    public void A_hundred_thousand_columns_are_refused_or_read_in_bounded_time(string name)
    {
        using var folder = new TempFolder();
        var names = Enumerable.Range(0, 100_000).Select(i => $"c{i}").ToArray();
        var delimiter = name == "t.tsv" ? '\t' : ',';
        var values = string.Join(',', names.Select(n => $"\"{n}\":1"));
        folder.Write(name, name switch
        {
            "t.json" => $"[{{{values}}}]",
            "t.jsonl" => $"{{{values}}}\n",
            _ => string.Join(delimiter, names) + "\n" + string.Join(delimiter, names.Select(_ => "1")) + "\n",
        });
        var clock = Stopwatch.StartNew();

        Assert.Equal("too_many_columns", folder.Mistake(name).Code);
        Assert.Equal(100_000, folder.Read(name, new SourceOptions { MaxColumns = 100_000 }).Columns.Length);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("t.csv.gz", "a\n", "11111111\n")]
    [InlineData("t.json.gz", "[{\"a\":1}", ",{\"a\":111111}")]
    [InlineData("t.jsonl.gz", "", "{\"a\":11111111}\n")]
    public void A_small_file_that_unpacks_to_a_large_one_is_refused(string name, string start, string piece)
    {
        using var folder = new TempFolder();
        using (var stream = File.Create(folder.File(name)))
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(start));
            var pieces = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 100_000)));
            for (var i = 0; i < 200; i++) gzip.Write(pieces);
        }
        Assert.True(new FileInfo(folder.File(name)).Length < 5_000_000);

        var mistake = folder.Mistake(name, new SourceOptions { MemoryLimitBytes = 32 << 20 });

        Assert.Equal("too_large_for_memory", mistake.Code);
        Assert.Contains("32 MB", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_Parquet_file_of_very_many_rows_is_refused()
    {
        using var folder = new TempFolder();
        folder.WriteParquet("t.parquet", "SELECT 1 AS a, 2 AS b FROM range(30_000_000)");
        Assert.True(new FileInfo(folder.File("t.parquet")).Length < 1_000_000);

        var mistake = folder.Mistake("t.parquet", new SourceOptions { MemoryLimitBytes = 100_000_000 });

        Assert.Equal("too_large_for_memory", mistake.Code);
        Assert.Contains("30000000 rows", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t.csv", "nul_byte", "bad_encoding")]
    [InlineData("t.tsv", "nul_byte", "bad_encoding")]
    [InlineData("t.json", "nul_byte", "bad_encoding")]
    [InlineData("t.jsonl", "nul_byte", "bad_encoding")]
    [InlineData("t.parquet", "damaged_file", "damaged_file")]
    [InlineData("t.csv.gz", "damaged_file", "damaged_file")]
    public void An_archive_under_another_name_is_refused(string name, params string[] codes)
    {
        using var folder = new TempFolder();
        using (var archive = ZipFile.Open(folder.File(name), ZipArchiveMode.Create))
        using (var entry = new StreamWriter(archive.CreateEntry("../../etc/cron.d/evil").Open()))
            for (var i = 0; i < 1000; i++) entry.WriteLine($"a,{i * 7919}");

        Assert.Contains(folder.Mistake(name).Code, codes);
        Assert.Equal([name], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("t.csv", "a,b\n1,x\n2,{0}\n3,y\n", 3)]
    [InlineData("t.tsv", "a\tb\n1\tx\n2\t{0}\n3\ty\n", 3)]
    [InlineData("t.json", "[{{\"a\":1}},\n{{\"a\":\"{0}\"}}]", 2)]
    [InlineData("t.jsonl", "{{\"a\":1}}\n{{\"a\":\"{0}\"}}\n", 2)]
    public void A_NUL_and_bytes_of_another_encoding_are_named_by_line(string name, string form, int line)
    {
        using var folder = new TempFolder();
        foreach (var (bytes, code) in ((byte[], string)[])[([0], "nul_byte"), ([0xC3, 0xA9, 0xE9], "bad_encoding"), ([0xED, 0xA0, 0x80], "bad_encoding"), ([0xC0, 0xAF], "bad_encoding")])
        {
            var text = Encoding.UTF8.GetBytes(string.Format(null, form, "?"));
            var at = Array.LastIndexOf(text, (byte)'?');
            folder.Write(name, [.. text[..at], .. bytes, .. text[(at + 1)..]]);

            var mistake = folder.Mistake(name);

            Assert.Equal((code, line), (mistake.Code, mistake.Line));
        }
    }

    [Fact]
    public void Of_several_files_the_one_in_another_encoding_is_named()
    {
        using var folder = new TempFolder();
        folder.Write("1.csv", "id,name\n1,café\n");
        folder.Write("2.csv", Encoding.Latin1.GetBytes("id,name\n2,café\n"));

        var mistake = folder.Mistake("*.csv");

        Assert.Equal(("bad_encoding", folder.File("2.csv"), 2), (mistake.Code, mistake.File, mistake.Line));
    }

    [Fact]
    public void Names_with_SQL_in_them_are_names_and_formulas_are_text()
    {
        using var folder = new TempFolder();
        string[] names = ["\"; DROP TABLE t; --", "' OR 1=1 --", "a b", "select", "x\"\"y"];
        var row = string.Join(',', names.Select((_, i) => $"=cmd|'/c calc'!A{i}"));
        folder.Write("t.csv", string.Join(',', names.Select(n => $"\"{n.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + $"\n{row}\n");
        folder.WriteParquet("t.parquet", "SELECT " + string.Join(", ", names.Select((n, i) => $"'=cmd|''/c calc''!A{i}' AS \"{n.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")));

        foreach (var file in new[] { "t.csv", "t.parquet" })
        {
            var table = folder.Read(file);
            Assert.Equal(names, table.Schema.Fields.Select(f => f.Name));
            Assert.Equal("=cmd|'/c calc'!A4", ((TextColumn)table[names[4]])[0]);
            var queried = TableQuery.Run(new Dictionary<string, Table> { ["t\"; --"] = table }, "SELECT * FROM \"t\"\"; --\"", 1L << 30);
            Assert.Equal(names, queried.Schema.Fields.Select(f => f.Name));
        }
    }

    [Theory]
    [InlineData("it's; DROP TABLE x.csv")]
    [InlineData("[ab]*?.csv")]
    [InlineData("{a,b}\"$1.csv")]
    [InlineData("-rf.csv")]
    [InlineData("a\nb.csv")]
    public void A_file_s_name_is_a_name_whatever_is_in_it(string name)
    {
        using var folder = new TempFolder();
        folder.Write(name, "a\n1\n");
        folder.Write("a.csv", "a\n2\n3\n");
        folder.WriteParquet("plain.parquet", "SELECT 1 AS a");
        File.Move(folder.File("plain.parquet"), folder.File(Path.ChangeExtension(name, ".parquet")));

        Assert.Equal(1, folder.Read(name).RowCount);
        Assert.Equal(1, folder.Read(Path.ChangeExtension(name, ".parquet")).RowCount);
    }

    [Theory]
    [InlineData("data/*/../../secret.csv")]
    [InlineData("data/**/../secret.csv")]
    [InlineData("data/?/../*.csv")]
    public void A_pattern_does_not_climb_out_of_what_it_matched(string pattern)
    {
        using var folder = new TempFolder();
        folder.Write("secret.csv", "a\n1\n");
        Directory.CreateDirectory(folder.File("data/x"));
        File.Copy(folder.File("secret.csv"), folder.File("data/secret.csv"));

        Assert.Equal("bad_pattern", folder.Mistake(pattern).Code);
    }

    [Fact]
    public void A_pattern_follows_no_link_to_another_folder_so_no_row_comes_twice()
    {
        using var folder = new TempFolder();
        using var other = new TempFolder();
        other.Write("secret.csv", "a\n2\n");
        Directory.CreateDirectory(folder.File("data/x"));
        File.WriteAllText(folder.File("data/x/t.csv"), "a\n1\n");
        Directory.CreateSymbolicLink(folder.File("data/x/loop"), folder.File("data"));
        Directory.CreateSymbolicLink(folder.File("data/away"), other.Path);

        Assert.Equal(1, folder.Read("data/**/*.csv").RowCount);
        Assert.Equal(1, folder.Read("data/away/*.csv").RowCount);
    }

    [Fact]
    public void Links_that_lead_nowhere_or_to_themselves_are_named()
    {
        using var folder = new TempFolder();
        File.CreateSymbolicLink(folder.File("self.csv"), folder.File("self.csv"));
        File.CreateSymbolicLink(folder.File("gone.csv"), folder.File("nowhere.csv"));

        foreach (var name in new[] { "self.csv", "gone.csv", "*.csv" })
            Assert.Contains(Assert.Throws<RondoException>(() => folder.Read(name)).Mistakes[0].Code, (string[])["missing_file", "unreadable_file", "no_match"]);
    }
}
