using Rondo.Deploy.Batch;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Batch;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Batch;

/// <summary>Every format of files, by whole jobs and by such that break off.</summary>
public sealed class FileSinkTests : IDisposable
{
    const int PieceRows = 40;
    const int Pieces = 5;

    readonly string _folder = Directory.CreateTempSubdirectory("rondo-sink-").FullName;

    public static TheoryData<string> Endings => [".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".csv.gz", ".json.gz", ".jsonl.gz", ".parquet"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Endings))]
    public void What_is_written_reads_back(string ending)
    {
        Write($"whole{ending}", Job());

        var read = Read($"whole{ending}");

        Assert.Equal(["id", "prediction", "when", "prediction_id"], read.Schema.Fields.Select(f => f.Name));
        Assert.Equal(PieceRows * Pieces, read.RowCount);
        Assert.Equal("a\"b,7\n", ((TextColumn)read["id"])[7]);
        Assert.Equal(Job().IdOf(103), ((TextColumn)read["prediction_id"])[103]);
        Assert.Equal([double.NaN, 1.5, 3], ((DoubleColumn)read["prediction"]).Values[..3]);
        Assert.Equal(CanonicalHash.Of(read), CanonicalHash.Of(Read($"whole{ending}")));
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_job_that_breaks_off_anywhere_goes_on_to_the_same_file(string ending)
    {
        Write($"whole{ending}", Job());
        for (var committed = 0; committed <= Pieces; committed++)
        {
            for (var uncommitted = 0; uncommitted <= Math.Min(2, Pieces - committed); uncommitted++)
            {
                using (var output = Open($"broken{ending}", Job()))
                {
                    for (var piece = 0; piece < committed + uncommitted; piece++)
                    {
                        WritePiece(output, Job(), piece);
                        if (piece == committed - 1) output.Commit(default);
                    }
                }
                Assert.False(File.Exists(PathOf($"broken{ending}")));

                using (var output = Open($"broken{ending}", Job())) Assert.Equal((committed * PieceRows, (string?)null), (output.Committed, output.Anew));
                Write($"broken{ending}", Job());

                Assert.Equal(CanonicalHash.Of(Read($"whole{ending}")), CanonicalHash.Of(Read($"broken{ending}")));
                if (ending != ".parquet") Assert.Equal(File.ReadAllBytes(PathOf($"whole{ending}")), File.ReadAllBytes(PathOf($"broken{ending}")));
                File.Delete(PathOf($"broken{ending}"));
                Assert.Equal([PathOf($"whole{ending}")], Directory.EnumerateFileSystemEntries(_folder));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public void Another_job_begins_anew_and_says_why(string ending)
    {
        foreach (var (job, why) in (ReadOnlySpan<(BatchJob, string)>)
        [
            (Job() with { Model = "m@2" }, "it was for m@1, and this is m@2"),
            (Job() with { ModelHash = "other" }, "m@1 is another model now"),
            (Job() with { Data = "other" }, "the rows have changed"),
            (Job() with { Form = "other" }, "the columns or options of the result have changed"),
        ])
        {
            using (var output = Open($"p{ending}", Job()))
            {
                WritePiece(output, Job(), 0);
                output.Commit(default);
            }

            using (var output = Open($"p{ending}", job)) Assert.Equal((0, why), (output.Committed, output.Anew));
            using (var output = Open($"p{ending}", Job())) Assert.Equal((0, (string?)null), (output.Committed, output.Anew));
        }
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".parquet")]
    public void One_file_is_written_by_one_job_at_a_time(string ending)
    {
        using var output = Open($"p{ending}", Job());

        var fault = Assert.Throws<RondoException>(() => Open($"p{ending}", Job()));

        Assert.Equal("unwritable_file", fault.Mistakes[0].Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("""{"job":{"model":"m@1","model_hash":"h","data":"d","form":"f"},"rows":-4,"version":1,"bytes":1,"state":{}}""")]
    [InlineData("""{"job":{"model":"m@1","model_hash":"h","data":"d","form":"f"},"rows":40,"version":1,"bytes":99999999,"state":{}}""")]
    [InlineData("""{"job":{"model":"m@1","model_hash":"h","data":"d","form":"f"},"rows":40,"version":2,"bytes":1,"state":{}}""")]
    public void Progress_that_is_damaged_or_goes_beyond_the_file_is_not_believed(string progress)
    {
        File.WriteAllText(PathOf("p.csv.partial"), "id,prediction\n");
        File.WriteAllText(PathOf("p.csv.progress"), progress);

        Write("p.csv", Job());

        Assert.Equal(PieceRows * Pieces, Read("p.csv").RowCount);
        Assert.Equal([PathOf("p.csv")], Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData(".json")]
    [InlineData(".jsonl")]
    public void Json_has_no_word_for_infinity(string ending)
    {
        using var output = Open($"p{ending}", Job());
        var rows = new PredictedRows(Job(), 40, Table.Of(("prediction", new DoubleColumn([1, double.PositiveInfinity]))));

        var mistake = Assert.Throws<RondoException>(() => output.Encode(rows)).Mistakes[0];

        Assert.Equal(("value_out_of_range", "prediction", 42), (mistake.Code, mistake.Field, mistake.Row));
    }

    [Theory]
    [InlineData("p.cvs", "Did you mean '.csv'?")]
    [InlineData("p", "Known endings: .csv")]
    [InlineData("p.parquet.gz", "p.parquet, which is compressed in itself")]
    [InlineData("redis://here", "Known: ")]
    public void A_place_that_nothing_writes_to_is_told_with_those_that_are(string place, string hint)
    {
        var mistake = Assert.Throws<RondoException>(() => SinkKind.Of(place, RondoParts.Catalog)).Mistakes[0];

        Assert.Equal("unknown_format", mistake.Code);
        Assert.Contains(hint, mistake.Hint, StringComparison.Ordinal);
    }

    static BatchJob Job() => new("m@1", "h", "d", "f");

    string PathOf(string name) => Path.Combine(_folder, name);

    Table Read(string name) => SourceReader.Read(new SourceSpec(PathOf(name)));

    IBatchOutput Open(string name, BatchJob job)
    {
        var target = new BatchTarget(PathOf(name), name, job, PredictedRows.SchemaOf(Piece(job, 0).Columns.Schema)) { StateFolder = _folder };
        return SinkKind.Of(target.Address, RondoParts.Catalog).Open(target, default);
    }

    void Write(string name, BatchJob job)
    {
        using var output = Open(name, job);
        for (var piece = (int)(output.Committed / PieceRows); piece < Pieces; piece++) WritePiece(output, job, piece);
        output.Complete(default);
    }

    static void WritePiece(IBatchOutput output, BatchJob job, int piece)
    {
        var rows = Piece(job, piece);
        output.Write(rows, output.Encode(rows), default);
    }

    static PredictedRows Piece(BatchJob job, int piece)
    {
        int[] rows = [.. Enumerable.Range(piece * PieceRows, PieceRows)];
        return new PredictedRows(job, rows[0], Table.Of(
            ("id", TextColumn.From([.. rows.Select(i => i % 3 == 1 ? $"a\"b,{i}\n" : $"c{i}")])),
            ("prediction", new DoubleColumn([.. rows.Select(i => i % 9 == 0 ? double.NaN : 1.5 * i)])),
            ("when", new IntegerColumn(ColumnType.TimestampUtc, [.. rows.Select(i => 1_700_000_000_000_000 + (i * 1_500_000L))]))));
    }
}
