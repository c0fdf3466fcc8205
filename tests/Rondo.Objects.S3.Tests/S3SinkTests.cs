using Rondo.Deploy.Batch;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle;
using Rondo.Lifecycle.Batch;
using Rondo.Objects.S3.Tests.Gateway;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Objects.S3.Tests;

/// <summary>Batch jobs into objects: whole or not there, whenever the job dies.</summary>
public sealed class S3SinkTests : IDisposable
{
    const int PieceRows = 50;
    const int Pieces = 4;

    readonly string _folder = Directory.CreateTempSubdirectory("rondo-s3-sink-").FullName;
    BatchProgress? _noted;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("scores.csv")]
    [InlineData("day=1/scores.jsonl.gz")]
    [InlineData("scores.parquet")]
    public void An_object_reads_back_as_what_was_written(string key)
    {
        var bucket = S3Server.Shared.NewBucket();

        Write(bucket, key);

        Assert.Equal([key], S3Server.Shared.Keys(bucket));
        var read = Read(bucket, key);
        Assert.Equal((PieceRows * Pieces, Job().IdOf(103)), (read.RowCount, ((TextColumn)read["prediction_id"])[103]));
        Assert.Equal(0, S3Server.Shared.OpenUploads(bucket));
        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("scores.csv")]
    [InlineData("scores.parquet")]
    public void A_job_that_breaks_off_anywhere_shows_nothing_and_goes_on(string key)
    {
        var bucket = S3Server.Shared.NewBucket();
        Write(bucket, "whole-" + key);
        for (var committed = 0; committed <= Pieces; committed++)
        {
            _noted = null;
            using (var output = Open(bucket, key))
            {
                for (var piece = 0; piece < Pieces; piece++)
                {
                    WritePiece(output, piece);
                    if (piece == committed - 1) output.Commit(default);
                }
            }
            Assert.DoesNotContain(key, S3Server.Shared.Keys(bucket));

            using (var output = Open(bucket, key)) Assert.Equal(committed * PieceRows, output.Committed);
            Write(bucket, key);

            Assert.Equal(CanonicalHash.Of(Read(bucket, "whole-" + key)), CanonicalHash.Of(Read(bucket, key)));
            Remove(bucket, key);
        }
    }

    [Fact]
    public void A_result_that_is_whole_and_was_not_stored_is_stored_without_being_scored_again()
    {
        var server = S3Server.StartAnother();
        try
        {
            var bucket = server.NewBucket();
            using (var output = Open(bucket, "scores.csv"))
            {
                for (var piece = 0; piece < Pieces; piece++) WritePiece(output, piece);
                server.Kill();
                Assert.Equal("objects_unreachable", Assert.Throws<RondoException>(() => output.Complete(default)).Mistakes[0].Code);
            }
            server.Revive();

            using (var output = Open(bucket, "scores.csv"))
            {
                Assert.Equal(PieceRows * Pieces, output.Committed);
                output.Complete(default);
            }

            Assert.Equal(PieceRows * Pieces, Read(bucket, "scores.csv", server).RowCount);
        }
        finally
        {
            server.End();
        }
    }

    [Fact]
    public async Task A_large_result_is_stored_in_parts_and_stopping_in_the_middle_leaves_nothing()
    {
        var bucket = S3Server.Shared.NewBucket();
        var file = Path.Combine(_folder, "large");
        File.WriteAllBytes(file, [.. Enumerable.Range(0, 40 << 20).Select(i => (byte)(i * 31))]);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        using var place = S3Server.WithEnvironment(null, S3Server.AccessKey, S3Server.SecretKey, () => new S3Object(S3Address.Parse(AddressOf(bucket, "large.csv"))));

        Assert.ThrowsAny<OperationCanceledException>(() => place.Upload(file, stop.Token));
        Assert.Equal((0, 0), (S3Server.Shared.Keys(bucket).Length, S3Server.Shared.OpenUploads(bucket)));
        place.Upload(file, default);

        using var client = S3Server.Shared.Client();
        Assert.Equal(40 << 20, (await client.GetObjectMetadataAsync(S3Address.Parse(bucket).Bucket, "large.csv")).ContentLength);
    }

    [Fact]
    public void The_result_of_an_earlier_job_stays_until_the_new_one_is_whole()
    {
        var bucket = S3Server.Shared.NewBucket();
        Write(bucket, "scores.csv");

        using (var output = Open(bucket, "scores.csv", Job() with { Data = "tomorrow's" }))
        {
            WritePiece(output, 0);
            Assert.Equal(PieceRows * Pieces, Read(bucket, "scores.csv").RowCount);
            output.Complete(default);
        }

        Assert.Equal(PieceRows, Read(bucket, "scores.csv").RowCount);
    }

    [Theory]
    [InlineData("", "bad_address")]
    [InlineData("/scores", "unknown_format")]
    [InlineData("/scores.cvs", "unknown_format")]
    [InlineData("/a b.csv", "bad_address")]
    public void A_key_that_tells_no_format_is_refused(string key, string code)
    {
        var target = Target("s3://bucket-x" + key + "?region=eu-west-1", Job());

        Assert.Equal(code, Assert.Throws<RondoException>(() => SinkKind.Of(target.Address, RondoParts.Catalog).Open(target, default)).Mistakes[0].Code);
    }

    [Fact]
    public void A_bucket_that_is_missing_or_refuses_is_told_before_anything_is_scored()
    {
        var missing = S3Server.Shared.AddressOf("no-such-bucket");
        Assert.Equal("objects_bucket_missing", Assert.Throws<RondoException>(() => Open(missing, "p.csv")).Mistakes[0].Code);

        var bucket = S3Server.Shared.NewBucket();
        var refused = Assert.Throws<RondoException>(() => S3Server.WithEnvironment(null, S3Server.AccessKey, "wrong", () => OpenHere(bucket, "p.csv", Job())));
        Assert.Equal("objects_access_refused", refused.Mistakes[0].Code);
    }

    static BatchJob Job() => new("m@1", "h", "d", "f");

    static string AddressOf(string bucket, string key)
    {
        var at = bucket.IndexOf('?', StringComparison.Ordinal);
        return $"{bucket[..at]}/{key}{bucket[at..]}";
    }

    BatchTarget Target(string address, BatchJob job) => new(address, address, job, PredictedRows.SchemaOf(Piece(job, 0).Columns.Schema))
    {
        StateFolder = _folder,
        Noted = () => _noted,
        Note = noted => _noted = noted,
    };

    IBatchOutput Open(string bucket, string key, BatchJob? job = null) =>
        S3Server.WithEnvironment(null, S3Server.AccessKey, S3Server.SecretKey, () => OpenHere(bucket, key, job ?? Job()));

    IBatchOutput OpenHere(string bucket, string key, BatchJob job)
    {
        var target = Target(AddressOf(bucket, key), job);
        return SinkKind.Of(target.Address, RondoParts.Catalog).Open(target, default);
    }

    void Write(string bucket, string key)
    {
        using var output = Open(bucket, key);
        for (var piece = (int)(output.Committed / PieceRows); piece < Pieces; piece++) WritePiece(output, piece);
        output.Complete(default);
    }

    static void WritePiece(IBatchOutput output, int piece)
    {
        var rows = Piece(Job(), piece);
        output.Write(rows, output.Encode(rows), default);
    }

    static PredictedRows Piece(BatchJob job, int piece)
    {
        int[] rows = [.. Enumerable.Range(piece * PieceRows, PieceRows)];
        return new PredictedRows(job, rows[0], Table.Of(("id", TextColumn.From([.. rows.Select(i => $"c{i}")])), ("prediction", new DoubleColumn([.. rows.Select(i => 1.5 * i)]))));
    }

    static Table Read(string bucket, string key, S3Server? server = null)
    {
        using var client = (server ?? S3Server.Shared).Client();
        using var answer = client.GetObjectAsync(S3Address.Parse(bucket).Bucket, key).GetAwaiter().GetResult();
        var path = Path.Combine(Directory.CreateTempSubdirectory("rondo-s3-read-").FullName, Path.GetFileName(key));
        using (var file = File.Create(path)) answer.ResponseStream.CopyTo(file);
        var table = SourceReader.Read(new SourceSpec(path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return table;
    }

    static void Remove(string bucket, string key)
    {
        using var client = S3Server.Shared.Client();
        client.DeleteObjectAsync(S3Address.Parse(bucket).Bucket, key).GetAwaiter().GetResult();
    }
}
