namespace Rondo.Client.Spool;

/// <summary>Records in memory on their way to the disk, already framed: taking one is a few copies under a lock, whatever disk and server do.</summary>
sealed class Outbox(int limit, Action onFirst)
{
    readonly Lock _gate = new();
    byte[] _filling = new byte[1 << 16];
    byte[] _spare = new byte[1 << 16];
    int _length;
    int _count;
    long _added;

    /// <summary>How many were taken in, ever.</summary>
    public long Added => Volatile.Read(ref _added);

    public int Length => Volatile.Read(ref _length);

    /// <param name="isVital">Taken even when it is full.</param>
    /// <returns>False when it is full.</returns>
    public bool TryAdd(in SpoolRecord record, bool isVital = false)
    {
        var bound = Frame.Bound(record);
        bool isFirst;
        lock (_gate)
        {
            if (bound > limit - _length && !isVital) return false;
            if (_length + bound > _filling.Length) Array.Resize(ref _filling, Math.Max(_length + bound, (int)Math.Min(limit, 2L * _filling.Length)));
            _length += Frame.Write(record, _filling.AsSpan(_length));
            isFirst = _count++ == 0;
            _added++;
        }
        if (isFirst) onFirst();
        return true;
    }

    /// <summary>Takes everything out. The block's bytes are reused by the call after the next.</summary>
    public Block Take()
    {
        lock (_gate)
        {
            var block = new Block(_filling.AsMemory(0, _length), _count);
            (_filling, _spare) = (_spare, _filling);
            (_length, _count) = (0, 0);
            return block;
        }
    }

    /// <summary>Whole frames.</summary>
    public readonly record struct Block(ReadOnlyMemory<byte> Bytes, int Count);
}
