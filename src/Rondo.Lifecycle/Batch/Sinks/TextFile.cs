using Rondo.Deploy.Batch;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Batch.Sinks;

/// <summary>
/// Writes a file under its name with <c>.partial</c> behind it, how far it has come beside it with <c>.progress</c>, and gives it its own name when it is whole.
/// What stands behind the last commit is cut off by whoever goes on.
/// </summary>
sealed class TextFile : IBatchOutput
{
    private const string Gzip = ".gz";

    private readonly string _path;
    private readonly BatchJob _job;
    private readonly TextForm _form;
    private readonly ProgressFile _progress;
    private readonly FileStream _partial;
    private long _rows;

    TextFile(string path, BatchTarget target, TextForm form, FileStream partial)
    {
        (_path, _job, _form, _partial, _progress) = (path, target.Job, form, partial, new ProgressFile(path + ".progress"));
        var known = target.IsAnew ? null : _progress.Read();
        if (known is not null && partial.Length > 0) Anew = target.Job.DifferenceFrom(known.Job);
        var goesOn = known is not null && Anew is null && partial.Length >= known.Bytes;
        Committed = _rows = goesOn ? known!.Rows : 0;
        if (!goesOn) _progress.Delete();
        partial.SetLength(goesOn ? known!.Bytes : 0);
        partial.Position = partial.Length;
    }

    public long Committed { get; private set; }

    public string? Anew { get; }

    public static TextFile Open(BatchTarget target, TextForm form)
    {
        var path = Path.GetFullPath(target.Address);
        if (path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase)) form = form.Compressed();
        var partial = OutputFile.OpenAlone(path, OutputFile.PartialOf(path));
        try
        {
            return new TextFile(path, target, form, partial);
        }
        catch
        {
            partial.Dispose();
            throw;
        }
    }

    public ReadOnlyMemory<byte> Encode(PredictedRows rows) => _form.Encode(rows);

    public void Write(PredictedRows rows, ReadOnlyMemory<byte> encoded, CancellationToken cancellation)
    {
        if (rows.Count == 0) return;
        _partial.Write(_rows == 0 ? _form.Head : _form.Between);
        _partial.Write(encoded.Span);
        _rows += rows.Count;
    }

    public void Commit(CancellationToken cancellation)
    {
        if (_rows == Committed) return;
        _partial.Flush(flushToDisk: true);
        _progress.Write(new BatchProgress(_job, _rows) { Bytes = _partial.Position });
        Committed = _rows;
    }

    public void Complete(CancellationToken cancellation)
    {
        _partial.Write(_form.Tail);
        _partial.Flush(flushToDisk: true);
        _partial.Dispose();
        DurableFile.Publish(_partial.Name, _path);
        _progress.Delete();
        Committed = _rows;
    }

    // Of a job that came to nothing, nothing stays.
    public void Dispose()
    {
        _partial.Dispose();
        if (Committed == 0) File.Delete(_partial.Name);
    }
}
