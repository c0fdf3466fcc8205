using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Rondo.Deploy.PredictionLog;

/// <summary>
/// A file that one process adds records to, through memory that it shares with the system: what is written there outlives the process,
/// and costs no call. The caller sees to it that one thread writes at a time.
/// </summary>
sealed unsafe class LogSegment : IDisposable
{
    // Room is taken from the disk so much at a time: memory of a file that the disk has no room for ends the process that touches it.
    const int RoomBytes = 256 << 10;

    static readonly byte[] s_zeros = new byte[RoomBytes];

    readonly SafeFileHandle _file;
    readonly MemoryMappedFile _mapped;
    readonly MemoryMappedViewAccessor _view;
    readonly byte* _bytes;
    readonly string _path;
    readonly long _capacity;
    readonly Dictionary<(string Model, int Version), int> _schemas = [];
    long _room;

    LogSegment(SafeFileHandle file, string path, long capacity)
    {
        (_file, _path, _capacity) = (file, path, capacity);
        _mapped = MemoryMappedFile.CreateFromFile(file, null, capacity, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _mapped.CreateViewAccessor(0, capacity);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _bytes);
    }

    public long Length { get; private set; }

    /// <param name="capacity">Bytes that fit, and that the file seems to have until it is closed; the disk gives them as they are written.</param>
    public static LogSegment Create(string folder, DateTimeOffset now, long capacity)
    {
        // Sorted by time; the random part keeps processes apart.
        var name = FormattableString.Invariant($"{now.UtcDateTime:yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid().ToString("N")[..12]}{SegmentFormat.Extension}");
        var path = Path.Combine(folder, name);
        var file = File.OpenHandle(path + SegmentFormat.OpenSuffix, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            Span<byte> header = stackalloc byte[SegmentFormat.HeaderBytes];
            SegmentFormat.WriteHeader(header);
            RandomAccess.Write(file, header, 0);
            return new LogSegment(file, path, capacity) { Length = header.Length, _room = header.Length };
        }
        catch
        {
            file.Dispose();
            File.Delete(path + SegmentFormat.OpenSuffix);
            throw;
        }
    }

    /// <summary>The number of a version's schema, and whether it still has to be written.</summary>
    public (int Number, bool IsNew) SchemaOf(string model, int version)
    {
        if (_schemas.TryGetValue((model, version), out var known)) return (known, false);
        return (_schemas.Count, true);
    }

    public void Remember(string model, int version) => _schemas.TryAdd((model, version), _schemas.Count);

    public bool HasRoomFor(int count) => count <= _capacity - Length;

    /// <summary>Adds whole records: all of them, or none when the disk has no room.</summary>
    /// <exception cref="IOException">The disk has no room.</exception>
    public void Write(ReadOnlySpan<byte> records)
    {
        while (_room < Length + records.Length) TakeRoom();
        // A record without its length is none: whatever ends the process here leaves all of them or none.
        var first = _bytes + Length;
        var to = new Span<byte>(first, records.Length);
        records[sizeof(int)..].CopyTo(to[sizeof(int)..]);
        Volatile.Write(ref *(int*)first, BitConverter.ToInt32(records));
        Length += records.Length;
    }

    public void Flush()
    {
        // Linux writes shared memory of a file with the file.
        if (!OperatingSystem.IsLinux()) _view.Flush();
        RandomAccess.FlushToDisk(_file);
    }

    /// <summary>Ends the segment: on the disk, under the name of a closed one; one without records goes.</summary>
    public void Dispose()
    {
        if (_file.IsClosed) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _mapped.Dispose();
        RandomAccess.SetLength(_file, Length);
        RandomAccess.FlushToDisk(_file);
        _file.Dispose();
        if (Length == SegmentFormat.HeaderBytes) File.Delete(_path + SegmentFormat.OpenSuffix);
        else File.Move(_path + SegmentFormat.OpenSuffix, _path);
    }

    void TakeRoom()
    {
        var count = (int)Math.Min(RoomBytes, _capacity - _room);
        RandomAccess.Write(_file, s_zeros.AsSpan(0, count), _room);
        _room += count;
    }
}
