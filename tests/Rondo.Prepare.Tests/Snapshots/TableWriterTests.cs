using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Tests.Sources;

namespace Rondo.Prepare.Tests.Snapshots;

public sealed class TableWriterTests
{
    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.tsv")]
    [InlineData("out.json")]
    [InlineData("out.jsonl")]
    [InlineData("out.ndjson")]
    [InlineData("out.parquet")]
    public void What_is_written_reads_back_equal(string name)
    {
        using var folder = new TempFolder();
        // JSON has no infinity.
        var table = Tables.Awkward(3000, name.Contains("json", StringComparison.Ordinal) ? double.MaxValue : double.PositiveInfinity);

        TableWriter.Write(table, folder.File(name));
        var back = folder.Read(name);

        Assert.Equal(table.Schema, back.Schema);
        Assert.Equal(CanonicalHash.Of(table), CanonicalHash.Of(back));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Infinity_is_not_written_to_JSON()
    {
        using var folder = new TempFolder();

        var mistake = Assert.Throws<RondoException>(() => TableWriter.Write(Tables.Awkward(3), folder.File("out.jsonl"))).Mistakes[0];

        Assert.Equal(("value_out_of_range", "fraction", 1L), (mistake.Code, mistake.Field, mistake.Row));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("out.xlsx")]
    [InlineData("out")]
    public void An_ending_that_tells_no_format_is_refused(string name)
    {
        using var folder = new TempFolder();

        Assert.Equal("unknown_format", Assert.Throws<RondoException>(() => TableWriter.Write(Tables.Awkward(1), folder.File(name))).Mistakes[0].Code);
        Assert.Throws<RondoException>(() => TableWriter.CheckPath(name));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
