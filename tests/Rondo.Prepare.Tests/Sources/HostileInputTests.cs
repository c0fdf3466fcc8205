using System.Diagnostics;
using System.Text;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;
using Rondo.Prepare.Tests.Snapshots;

namespace Rondo.Prepare.Tests.Sources;

public sealed class HostileInputTests
{
    [Theory]
    [InlineData("empty.csv", "", "empty_table", null, null)]
    [InlineData("bom.csv", "\uFEFF", "empty_table", null, null)]
    [InlineData("blank.csv", "\n\n  \n", "unnamed_column", 3, null)]
    [InlineData("header.csv", "a,b\n", "empty_table", 1, null)]
    [InlineData("header_no_newline.csv", "a,b", "empty_table", 1, null)]
    [InlineData("ragged_long.csv", "a,b\n1,2\n3,4,5\n", "ragged_row", 3, 2L)]
    [InlineData("ragged_short.csv", "a,b,c\n1,2,3\n\n4,5\n", "ragged_row", 4, 2L)]
    [InlineData("ragged_after_multiline.csv", "a,b\n\"x\ny\n\",2\n3\n", "ragged_row", 5, 2L)]
    [InlineData("ragged.tsv", "a\tb\n1\t2\n3 4\n", "ragged_row", 3, 2L)]
    [InlineData("twice.csv", "a,b,a\n1,2,3\n", "duplicate_column", 1, null)]
    [InlineData("unnamed.csv", ",a,b\n0,1,2\n", "unnamed_column", 1, null)]
    [InlineData("trailing.csv", "a,b,\n1,2,\n", "unnamed_column", 1, null)]
    [InlineData("numbers.csv", "1,2\n3,4\n", "no_header", 1, null)]
    [InlineData("nul.csv", "a,b\n1,2\n3,\0\n", "nul_byte", 3, null)]
    [InlineData("unclosed.csv", "a,b\n1,2\n\"3,4\n5,6\n", "unclosed_quote", 3, 2L)]
    [InlineData("after_quote.csv", "a,b\n\"x\"y,2\n", "bad_quote", 2, 1L)]
    [InlineData("cut.json", "[{\"a\":1},\n{\"a\":", "bad_json", 2, 2L)]
    [InlineData("object.json", "{\"columns\":[\"a\"],\"data\":[[1]]}", "not_an_array", 1, 1L)]
    [InlineData("number.json", "17", "not_an_array", 1, 1L)]
    [InlineData("numbers.json", "[1,2]", "not_an_object", 1, 1L)]
    [InlineData("arrays.json", "[[1,2],[3,4]]", "not_an_object", 1, 1L)]
    [InlineData("none.json", "[]", "empty_table", null, null)]
    [InlineData("tail.json", "[{\"a\":1}] x", "bad_json", 1, 2L)]
    [InlineData("empty.json", "", "empty_table", null, null)]
    [InlineData("broken.jsonl", "{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", "bad_json", 2, 2L)]
    [InlineData("two_in_line.jsonl", "{\"a\":1}\n{\"a\":2} {\"a\":3}\n", "bad_json", 2, null)]
    [InlineData("list.jsonl", "{\"a\":1}\n[2]\n", "not_an_object", 2, 2L)]
    [InlineData("key_twice.jsonl", "{\"a\":1}\n\n{\"a\":2,\"a\":3}\n", "duplicate_column", 3, 2L)]
    [InlineData("nested.jsonl", "{\"a\":1}\n{\"a\":{\"b\":2}}\n", "nested_value", 2, 2L)]
    [InlineData("no_key.jsonl", "{\"\":1}\n", "unnamed_column", 1, 1L)]
    [InlineData("surrogate.jsonl", "{\"a\":\"\\ud800\"}\n", "bad_json", 1, 1L)]
    [InlineData("blank.jsonl", "\n \n", "empty_table", null, null)]
    [InlineData("text.parquet", "a,b\n1,2\n", "damaged_file", null, null)]
    [InlineData("empty.parquet", "", "empty_table", null, null)]
    [InlineData("magic.parquet", "PAR1", "damaged_file", null, null)]
    [InlineData("footer.parquet", "PAR1\u007f\u007f\u007f\u007fPAR1", "damaged_file", null, null)]
    [InlineData("garbage.parquet", "PAR1xxxxxxxxxxxxxxxxxxxx\u0010\0\0\0PAR1", "damaged_file", null, null)]
    [InlineData("plain.csv.gz", "a,b\n1,2\n", "damaged_file", null, null)]
    [InlineData("empty.csv.gz", "", "empty_table", null, null)]
    [InlineData("table.xlsx", "a,b\n1,2\n", "unknown_format", null, null)]
    [InlineData("table.parquet.gz", "a,b\n1,2\n", "unknown_format", null, null)]
    [InlineData("noending", "a,b\n1,2\n", "unknown_format", null, null)]
    public void A_wrong_file_is_refused_with_its_place(string name, string content, string code, int? line, long? row)
    {
        using var folder = new TempFolder();
        folder.Write(name, content);
        var clock = Stopwatch.StartNew();

        var mistake = folder.Mistake(name);

        Assert.Equal((code, line), (mistake.Code, mistake.Line));
        if (row is not null) Assert.Equal(row, mistake.Row);
        Assert.Equal(folder.File(name), mistake.File);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_found()
    {
        using var folder = new TempFolder();
        folder.Write("latin.csv", [.. "a,b\n1,x\n2,caf"u8, 0xE9, .. "\n"u8]);
        folder.Write("latin.jsonl", [.. "{\"a\":1}\n{\"a\":\""u8, 0xFF, .. "\"}\n"u8]);
        folder.Write("utf16.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a,b\n1,2\n")).ToArray());

        Assert.Equal(("bad_encoding", 3), (folder.Mistake("latin.csv").Code, folder.Mistake("latin.csv").Line));
        Assert.Contains("0xE9", folder.Mistake("latin.csv").Message, StringComparison.Ordinal);
        Assert.Equal(("bad_encoding", 2), (folder.Mistake("latin.jsonl").Code, folder.Mistake("latin.jsonl").Line));
        Assert.Equal("bad_encoding", folder.Mistake("utf16.csv").Code);
    }

    [Theory]
    [InlineData("big.csv", "a,b\n1,2\n3,{0}\n", 3)]
    [InlineData("quoted.csv", "a,b\n1,2\n3,\"{0}\"\n", 3)]
    [InlineData("big.jsonl", "{{\"a\":1,\"b\":2}}\n{{\"a\":1,\"b\":\"{0}\"}}\n", 2)]
    public void A_cell_of_2_MB_is_refused_by_the_setting_s_name(string name, string form, int line)
    {
        using var folder = new TempFolder();
        folder.Write(name, string.Format(System.Globalization.CultureInfo.InvariantCulture, form, new string('x', 2_000_000)));

        var mistake = folder.Mistake(name);

        Assert.Equal(("cell_too_large", line, "b"), (mistake.Code, mistake.Line, mistake.Field));
        Assert.Contains("max_cell_bytes", mistake.Hint, StringComparison.Ordinal);
        Assert.Equal(2, folder.Read(name, new SourceOptions { MaxCellBytes = 3_000_000 }).Columns.Length);
    }

    [Fact]
    public void Too_many_columns_are_refused_by_the_setting_s_name()
    {
        using var folder = new TempFolder();
        var names = Enumerable.Range(0, 10_001).Select(i => $"c{i}").ToArray();
        folder.Write("wide.csv", string.Join(',', names) + "\n" + string.Join(',', names.Select(_ => "1")) + "\n");
        folder.Write("wide.jsonl", "{" + string.Join(',', names.Select(n => $"\"{n}\":1")) + "}\n");

        foreach (var file in new[] { "wide.csv", "wide.jsonl" })
        {
            Assert.Equal("too_many_columns", folder.Mistake(file).Code);
            Assert.Contains("max_columns", folder.Mistake(file).Hint, StringComparison.Ordinal);
            Assert.Equal(10_001, folder.Read(file, new SourceOptions { MaxColumns = 20_000 }).Columns.Length);
        }
    }

    [Fact]
    public void Broken_off_compressed_files_are_not_read_in_part()
    {
        using var folder = new TempFolder();
        var random = new Random(3);
        var text = "a\n" + string.Join('\n', Enumerable.Range(0, 20_000).Select(_ => random.Next()));
        var whole = File.ReadAllBytes(folder.WriteGzip("whole.csv.gz", text));
        folder.Write("cut.csv.gz", whole[..(whole.Length / 2)]);
        var flipped = whole.ToArray();
        flipped[whole.Length / 2] ^= 0xFF;
        folder.Write("flipped.csv.gz", flipped);
        var parquet = File.ReadAllBytes(folder.WriteParquet("whole.parquet", "SELECT i FROM range(100_000) r(i)"));
        folder.Write("cut.parquet", parquet[..(parquet.Length / 2)]);

        folder.Write("members.csv.gz", [.. whole, .. File.ReadAllBytes(folder.WriteGzip("more.csv.gz", "\n1\n2\n"))]);
        folder.Write("cut_members.csv.gz", File.ReadAllBytes(folder.File("members.csv.gz"))[..^10]);

        Assert.Equal(20_000, folder.Read("whole.csv.gz").RowCount);
        Assert.Equal(20_002, folder.Read("members.csv.gz").RowCount);
        Assert.Equal("damaged_file", folder.Mistake("cut_members.csv.gz").Code);
        Assert.Equal("damaged_file", folder.Mistake("cut.csv.gz").Code);
        Assert.Equal("damaged_file", folder.Mistake("flipped.csv.gz").Code);
        Assert.Equal("damaged_file", folder.Mistake("cut.parquet").Code);
    }

    [Fact]
    public void Mistakes_far_into_a_file_have_their_line_and_row()
    {
        using var folder = new TempFolder();
        var text = new StringBuilder("id,text\n");
        for (var i = 1; i <= 400_000; i++) text.Append(i == 390_001 ? "broken\n" : "12345,\"two\nlines\"\n");
        folder.Write("late.csv", text.ToString());

        var mistake = folder.Mistake("late.csv");

        Assert.Equal(("ragged_row", 780_002, 390_001L), (mistake.Code, mistake.Line, mistake.Row));
    }

    [Theory]
    [InlineData("t.csv", 500)]
    [InlineData("t.tsv", 500)]
    [InlineData("t.json", 500)]
    [InlineData("t.jsonl", 500)]
    [InlineData("t.parquet", 100)]
    public void Damaged_bytes_give_a_table_or_a_mistake_and_never_a_failure(string name, int rounds)
    {
        using var folder = new TempFolder();
        TableWriter.Write(Tables.Awkward(20, largest: 1e300), folder.File(name));
        var whole = File.ReadAllBytes(folder.File(name));
        var random = new Random(7);
        var refused = 0;

        for (var round = 0; round < rounds; round++)
        {
            folder.Write(name, Damage.Some(whole, random));
            try
            {
                Assert.True(folder.Read(name).RowCount > 0);
            }
            catch (RondoException e)
            {
                Assert.All(e.Mistakes, m => Assert.NotNull(m.File));
                refused++;
            }
        }

        Assert.InRange(refused, rounds / 10, rounds - 1);
    }

    [Fact]
    public void Files_that_are_not_there_are_named_with_their_neighbours()
    {
        using var folder = new TempFolder();
        folder.Write("customers.csv", "a\n1\n");

        var missing = folder.Mistake("custmers.csv");
        var folderless = folder.Mistake("nowhere/customers.csv");

        Assert.Equal(("missing_file", "Did you mean 'customers.csv'?"), (missing.Code, missing.Hint));
        Assert.Equal("missing_file", folderless.Code);
        Assert.Equal("is_a_folder", folder.Mistake(".").Code);
        Assert.Equal("no_match", folder.Mistake("*.parquet").Code);
        Assert.Equal("no_match", folder.Mistake("nowhere/*.csv").Code);
        Assert.Equal("missing_file", folder.Mistake("").Code);
    }
}
