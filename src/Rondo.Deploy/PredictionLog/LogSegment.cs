using Microsoft.Win32.SafeHandles;

namespace Rondo.Deploy.PredictionLog;

/// <summary>A file that one process adds records to. The caller sees to it that one thread writes at a time.</summary>
sealed class LogSegment : IDisposable
{
    readonly SafeFileHandle _file;
    readonly string _path;
    readonly Dictionary<(string Model, int Version), int> _schemas = [];

    LogSegment(SafeFileHandle file, string path) => (_file, _path) = (file, path);

    public long Length { get; private set; }

    public static LogSegment Create(string folder, DateTimeOffset now)
    {
        // Sorted by time; the random part keeps processes apart.
        var name = FormattableString.Invariant($"{now.UtcDateTime:yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid().ToString("N")[..12]}{SegmentFormat.Extension}");
        var path = Path.Combine(folder, name);
        var file = File.OpenHandle(path + SegmentFormat.OpenSuffix, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        var segment = new LogSegment(file, path);
        Span<byte> header = stackalloc byte[SegmentFormat.HeaderBytes];
        SegmentFormat.WriteHeader(header);
        segment.Write(header);
        return segment;
    }

    /// <summary>The number of a version's schema, and whether it still has to be written.</summary>
    public (int Number, bool IsNew) SchemaOf(string model, int version)
    {
        if (_schemas.TryGetValue((model, version), out var known)) return (known, false);
        return (_schemas.Count, true);
    }

    public void Remember(string model, int version) => _schemas.TryAdd((model, version), _schemas.Count);

    /// <summary>Puts bytes at the end, whole or not at all: after a failure the next ones take their place.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, Length);
        Length += bytes.Length;
    }

    public void Flush() => RandomAccess.FlushToDisk(_file);

    /// <summary>Ends the segment: on the disk, under the name of a closed one; one without records goes.</summary>
    public void Dispose()
    {
        if (_file.IsClosed) return;
        // What a failed write left behind the end.
        RandomAccess.SetLength(_file, Length);
        Flush();
        _file.Dispose();
        if (Length == SegmentFormat.HeaderBytes) File.Delete(_path + SegmentFormat.OpenSuffix);
        else File.Move(_path + SegmentFormat.OpenSuffix, _path);
    }
}
