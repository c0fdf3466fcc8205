using Rondo.Deploy.Batch;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;

namespace Rondo.Lifecycle.Batch.Sinks;

/// <summary>
/// Writes each piece as a file of its own into a folder with <c>.partial</c> behind its name, and makes one file of them when all are there:
/// a Parquet file can't be appended to.
/// </summary>
sealed class ParquetParts : IBatchOutput
{
    private const int MostAttempts = 3;

    private readonly string _path;
    private readonly string _folder;
    private readonly BatchJob _job;
    private readonly ProgressFile _progress;
    private readonly FileStream _lock;
    private readonly Action<string> _say;
    private long _rows;
    private bool _isComplete;

    public ParquetParts(BatchTarget target)
    {
        _path = Path.GetFullPath(target.Address);
        _folder = OutputFile.PartialOf(_path);
        (_job, _say) = (target.Job, target.Say);
        _lock = OutputFile.OpenAlone(_path, Path.Combine(_folder, "lock"));
        _progress = new ProgressFile(Path.Combine(_folder, "progress"));
        var known = target.IsAnew ? null : _progress.Read();
        Anew = known is null ? null : target.Job.DifferenceFrom(known.Job);
        if (known is not null && Anew is null) Committed = _rows = known.Rows;
        if (Committed > 0) return;
        _progress.Delete();
        foreach (var part in Parts()) File.Delete(part);
    }

    public long Committed { get; private set; }

    public string? Anew { get; }

    // The part is whole and on disk when its name appears; that of a piece is always the same.
    public ReadOnlyMemory<byte> Encode(PredictedRows rows)
    {
        if (rows.Count == 0) return default;
        var path = PartOf(rows.Start);
        WriteChecked(path, rows.Start, rows.Count, () => TableWriter.Write(rows.WithIds(), path), CancellationToken.None);
        return default;
    }

    public void Write(PredictedRows rows, ReadOnlyMemory<byte> encoded, CancellationToken cancellation) => _rows += rows.Count;

    public void Commit(CancellationToken cancellation)
    {
        if (_rows == Committed) return;
        _progress.Write(new BatchProgress(_job, _rows));
        Committed = _rows;
    }

    public void Complete(CancellationToken cancellation)
    {
        WriteChecked(_path, 0, _rows, () => ParquetMerge.Write(Parts(), _path, cancellation), cancellation);
        Committed = _rows;
        _isComplete = true;
    }

    public void Dispose()
    {
        _lock.Dispose();
        if (_isComplete || Committed == 0) Directory.Delete(_folder, recursive: true);
    }

    // Nobody should count a row twice that was scored once: what is on the disk is read back, and written again if it isn't what was to be written.
    void WriteChecked(string path, long start, long count, Action write, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            write();
            if (ParquetCheck.FirstDifference(path, PredictedRows.IdColumn, count, Id, cancellation) is not { } row) return;
            _say(FormattableString.Invariant($"row {start + row + 1} of {Path.GetFileName(path)} did not come back as it was written (attempt {attempt} of {MostAttempts})"));
            if (attempt == MostAttempts)
                throw new RondoException(new Mistake("damaged_result", FormattableString.Invariant($"Row {row + 1} of what was written does not have its own prediction_id, after {MostAttempts} attempts.")) { File = path, Hint = "Check memory and disk of this machine, and run it again." });
        }

        int Id(long row, Span<byte> target)
        {
            _job.WriteId(start + row, target);
            return BatchJob.IdLength;
        }
    }

    string PartOf(long start) => Path.Combine(_folder, FormattableString.Invariant($"{start:d15}.parquet"));

    string[] Parts() => [.. Directory.EnumerateFiles(_folder, "*.parquet").Order(StringComparer.Ordinal)];
}
