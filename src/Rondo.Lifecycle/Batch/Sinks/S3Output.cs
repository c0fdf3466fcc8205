using Rondo.Deploy.Batch;
using Rondo.Objects.S3;

namespace Rondo.Lifecycle.Batch.Sinks;

/// <summary>
/// Writes a file in the job's folder as a file sink does, and stores it as one object when it is whole.
/// A file that is whole and was not stored is not written again.
/// </summary>
sealed class S3Output : IBatchOutput
{
    private readonly S3Object _place;
    private readonly BatchTarget _target;
    private readonly string _file;
    private readonly IBatchOutput? _parts;
    private readonly long _whole;
    private long _rows;

    public S3Output(S3Object place, string name, BatchTarget target, CancellationToken cancellation)
    {
        (_place, _target, _file) = (place, target, Path.Combine(target.StateFolder, "object", name));
        var sink = SinkKind.OfFile(name);
        // Before hours of scoring, not after.
        place.Probe(cancellation);
        if (!target.IsAnew && target.Noted() is { } noted && new FileInfo(_file) is { Exists: true } file && file.Length == noted.Bytes)
        {
            Anew = target.Job.DifferenceFrom(noted.Job);
            if (Anew is null)
            {
                _whole = noted.Rows;
                return;
            }
        }
        _parts = sink.Open(target with { Address = _file }, cancellation);
        Anew ??= _parts.Anew;
        _rows = _parts.Committed;
    }

    public long Committed => _parts?.Committed ?? _whole;

    public string? Anew { get; }

    public ReadOnlyMemory<byte> Encode(PredictedRows rows) => _parts?.Encode(rows) ?? default;

    public void Write(PredictedRows rows, ReadOnlyMemory<byte> encoded, CancellationToken cancellation)
    {
        _parts?.Write(rows, encoded, cancellation);
        _rows += rows.Count;
    }

    public void Commit(CancellationToken cancellation) => _parts?.Commit(cancellation);

    public void Complete(CancellationToken cancellation)
    {
        if (_parts is not null)
        {
            _parts.Complete(cancellation);
            _target.Note(new BatchProgress(_target.Job, _rows) { Bytes = new FileInfo(_file).Length });
        }
        _place.Upload(_file, cancellation);
        File.Delete(_file);
    }

    public void Dispose()
    {
        _parts?.Dispose();
        _place.Dispose();
    }
}
