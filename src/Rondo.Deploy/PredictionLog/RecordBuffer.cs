using System.Buffers.Binary;
using System.Text;

namespace Rondo.Deploy.PredictionLog;

/// <summary>Records under construction, one after the other. Kept by each thread, so that a request allocates nothing.</summary>
sealed class RecordBuffer
{
    const int MostKept = 1 << 20;

    [ThreadStatic]
    static RecordBuffer? t_own;

    byte[] _bytes = new byte[4096];
    int _length;
    int _frame;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>This thread's, empty.</summary>
    public static RecordBuffer Own()
    {
        var own = t_own ??= new RecordBuffer();
        if (own._bytes.Length > MostKept) own._bytes = new byte[4096];
        own.Clear();
        return own;
    }

    public void Clear() => _length = 0;

    public void Begin(byte kind)
    {
        _frame = _length;
        Take(SegmentFormat.FrameBytes);
        Byte(kind);
    }

    public void End()
    {
        var start = _frame + SegmentFormat.FrameBytes;
        SegmentFormat.WriteFrame(_bytes.AsSpan(_frame), _bytes.AsSpan(start, _length - start));
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void Number(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void Number(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void Number(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void Real(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Its length in bytes, then UTF-8; a missing one has the length -1.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Number(-1);
            return;
        }
        var length = Encoding.UTF8.GetByteCount(text);
        Number(length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
