using Microsoft.Win32.SafeHandles;

namespace Rondo.Client.Spool;

/// <summary>The records of one process on disk: segments that only grow, and how far the server has acknowledged them. One writes, one reads.</summary>
sealed class SpoolLog : IDisposable
{
    const int WindowBytes = 1 << 19;
    static ReadOnlySpan<byte> Head => "RNDSPL1\n"u8;

    readonly Lock _gate = new();
    readonly string _folder;
    readonly long _segmentBytes;
    readonly AcknowledgedFile _acknowledged;
    readonly List<Segment> _segments = [];
    readonly byte[] _window = new byte[WindowBytes + Frame.HeadSize + Frame.LargestPayload];
    SafeFileHandle? _appending;
    SafeFileHandle? _reading;
    SpoolPosition _position;
    uint _lastNumber;
    long _sequence;
    long _bytes;

    SpoolLog(string folder, long segmentBytes)
    {
        (_folder, _segmentBytes) = (folder, segmentBytes);
        _acknowledged = new(Path.Combine(folder, "acknowledged"));
    }

    /// <summary>In the segments.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Records that are written and not yet acknowledged.</summary>
    public long Waiting
    {
        get
        {
            lock (_gate) return _segments.Count == 0 ? 0 : _segments[^1].EndSequence - _sequence;
        }
    }

    public static SpoolLog Create(string folder, long segmentBytes) => new(folder, segmentBytes);

    /// <summary>What an ended process left. Bytes after its last whole record are a write that was cut off.</summary>
    /// <exception cref="InvalidDataException">Another version of the product wrote it.</exception>
    public static SpoolLog Open(string folder)
    {
        var log = new SpoolLog(folder, long.MaxValue);
        foreach (var file in Directory.EnumerateFiles(folder, "*.log").Order(StringComparer.Ordinal))
        {
            if (!uint.TryParse(Path.GetFileNameWithoutExtension(file), out var number)) continue;
            log._segments.Add(new Segment(number, new FileInfo(file).Length, 0));
        }
        log._position = log._acknowledged.Read();
        log.Count();
        return log;
    }

    /// <summary>Writes whole frames at the end. When the disk refuses, the end stays where it was.</summary>
    public void Append(ReadOnlySpan<byte> frames, int count)
    {
        lock (_gate)
        {
            if (_appending is not null && _segments[^1].Length + frames.Length > _segmentBytes)
            {
                RandomAccess.FlushToDisk(_appending);
                Seal();
            }
            if (_appending is null) Begin();
            var segment = _segments[^1];
            RandomAccess.Write(_appending!, frames, segment.Length);
            segment.Length += frames.Length;
            segment.EndSequence += count;
            _bytes += frames.Length;
        }
    }

    /// <summary>Returns when the disk has everything that was appended.</summary>
    public void Sync()
    {
        SafeFileHandle? handle;
        lock (_gate) handle = _appending;
        try
        {
            // Outside the gate: the reader need not wait for the disk.
            if (handle is not null) RandomAccess.FlushToDisk(handle);
        }
        catch (ObjectDisposedException)
        {
            // Everything in it was acknowledged meanwhile, and it is gone.
        }
    }

    /// <summary>The next records after what was acknowledged; empty at the end.</summary>
    public SpoolWindow Read()
    {
        while (true)
        {
            Segment? segment;
            bool isLast;
            lock (_gate)
            {
                segment = _segments.Find(s => s.Number >= _position.Segment);
                if (segment is null) return SpoolWindow.Nothing;
                isLast = segment == _segments[^1];
                if (segment.Number > _position.Segment) MoveTo(new(segment.Number, Head.Length));
                if (_position.Offset >= segment.Length)
                {
                    if (isLast) return SpoolWindow.Nothing;
                    MoveTo(new(segment.Number + 1, Head.Length));
                    continue;
                }
            }
            _reading ??= File.OpenHandle(PathOf(segment.Number), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = (int)Math.Min(_window.Length, segment.Length - _position.Offset);
            length = RandomAccess.Read(_reading, _window.AsSpan(0, length), _position.Offset);
            List<SpoolRecord> records = [];
            var at = 0;
            while (at < WindowBytes && Frame.Read(_window.AsSpan(at, length - at), out var record) is > 0 and var size)
            {
                records.Add(record);
                at += size;
            }
            if (records.Count > 0) return new(records, _position with { Offset = _position.Offset + at }, _sequence + records.Count, 0);
            // No frame where one should be: what is behind can't be told apart from chance.
            lock (_gate) return new([], _position with { Offset = segment.Length }, segment.EndSequence, segment.Length - _position.Offset);
        }
    }

    /// <summary>The window's records never have to be sent again; segments without others go.</summary>
    public void Acknowledge(SpoolWindow window)
    {
        _acknowledged.Write(window.End);
        lock (_gate)
        {
            (_position, _sequence) = (window.End, window.EndSequence);
            var last = _segments.Count > 0 ? _segments[^1] : null;
            // A segment that is read to its end makes room early, or a full spool would stay full.
            var isThrough = last is not null && _position == new SpoolPosition(last.Number, last.Length);
            if (isThrough && last!.Length > _segmentBytes / 4) Seal();
            var through = _segments.Where(s => s.Number < _position.Segment || (isThrough && _appending is null)).ToArray();
            if (through.Contains(last)) CloseReader();
            foreach (var segment in through)
            {
                File.Delete(PathOf(segment.Number));
                _bytes -= segment.Length;
                _segments.Remove(segment);
            }
        }
    }

    public void Dispose()
    {
        _appending?.Dispose();
        _reading?.Dispose();
        _acknowledged.Dispose();
    }

    void Begin()
    {
        var number = Math.Max(_lastNumber, _position.Segment) + 1;
        var handle = File.OpenHandle(PathOf(number), FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            RandomAccess.Write(handle, Head, 0);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
        _appending = handle;
        _lastNumber = number;
        _segments.Add(new Segment(number, Head.Length, _segments.Count == 0 ? _sequence : _segments[^1].EndSequence));
        _bytes += Head.Length;
    }

    void Seal()
    {
        _appending?.Dispose();
        _appending = null;
    }

    void MoveTo(SpoolPosition position)
    {
        _position = position;
        CloseReader();
    }

    void CloseReader()
    {
        _reading?.Dispose();
        _reading = null;
    }

    // Counts the whole frames after what was acknowledged.
    void Count()
    {
        foreach (var segment in _segments)
        {
            _bytes += segment.Length;
            segment.EndSequence = _segments[0] == segment ? 0 : _segments[_segments.IndexOf(segment) - 1].EndSequence;
            if (segment.Number < _position.Segment || segment.Length < Head.Length) continue;
            using var handle = File.OpenHandle(PathOf(segment.Number), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.Read(handle, _window.AsSpan(0, Head.Length), 0);
            if (!_window.AsSpan(0, length).SequenceEqual(Head)) throw new InvalidDataException($"{PathOf(segment.Number)} is no spool of this version of the client.");
            var at = segment.Number == _position.Segment ? _position.Offset : Head.Length;
            while (at < segment.Length)
            {
                length = RandomAccess.Read(handle, _window, at);
                var used = 0;
                while (Frame.SizeOf(_window.AsSpan(used, length - used)) is > 0 and var size)
                {
                    used += size;
                    segment.EndSequence++;
                }
                if (used == 0) break;
                at += used;
            }
        }
    }

    string PathOf(uint number) => Path.Combine(_folder, $"{number:D8}.log");

    sealed class Segment(uint number, long length, long endSequence)
    {
        public uint Number { get; } = number;

        public long Length { get; set; } = length;

        public long EndSequence { get; set; } = endSequence;
    }
}
