using Rondo.Engine.Data;
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
        var table = Tables.Awkward(3000);
        // JSON has no infinity.
        if (name.Contains("json", StringComparison.Ordinal)) table = table.With("fraction", new DoubleColumn([.. ((DoubleColumn)table["fraction"]).Values.Select(v => double.IsInfinity(v) ? 1.5 : v)]));

        TableWriter.Write(table, folder.File(name));
        var back = folder.Read(name);

        Assert.Equal(table.Schema, back.Schema);
        Assert.Equal(CanonicalHash.Of(table), CanonicalHash.Of(back));
        Assert.Single(Directory.GetFiles(folder.Path));
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
