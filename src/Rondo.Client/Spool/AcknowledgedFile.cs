using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Rondo.Client.Spool;

/// <summary>How far the server has the spool. It may lag after a power cut: sending a record twice does no harm.</summary>
sealed class AcknowledgedFile(string path) : IDisposable
{
    SafeFileHandle? _handle;

    public SpoolPosition Read()
    {
        if (!File.Exists(path)) return default;
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> bytes = stackalloc byte[16];
        return RandomAccess.Read(handle, bytes, 0) == 16 && Frame.Checksum(bytes[..12]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..])
            ? new(BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]))
            : default;
    }

    public void Write(SpoolPosition position)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, position.Segment);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], position.Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Frame.Checksum(bytes[..12]));
        try
        {
            _handle ??= File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.Write(_handle, bytes, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: the records would be sent again after a crash, which does no harm.
        }
    }

    public void Dispose() => _handle?.Dispose();
}
