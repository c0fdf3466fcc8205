using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Rondo.Engine.Numerics;

/// <summary>
/// MurmurHash3, x86 32-bit variant, seed 0 (A. Appleby 2011, public domain): the hash of scikit-learn's FeatureHasher.
/// Models depend on it, so it never changes.
/// </summary>
public static class MurmurHash3
{
    private const int StackBytes = 256;

    /// <summary>The signed hash of a text's UTF-8 bytes.</summary>
    public static int OfText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = length <= StackBytes ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(text, bytes);
        return OfBytes(bytes);
    }

    public static int OfBytes(ReadOnlySpan<byte> bytes)
    {
        var hash = 0u;
        var rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
            hash = BitOperations.RotateLeft(hash ^ Scrambled(BinaryPrimitives.ReadUInt32LittleEndian(rest)), 13) * 5 + 0xe6546b64;
        var tail = 0u;
        for (var i = 0; i < rest.Length; i++) tail |= (uint)rest[i] << (8 * i);
        hash ^= Scrambled(tail) ^ (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return (int)(hash ^ (hash >> 16));
    }

    static uint Scrambled(uint word) => BitOperations.RotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
}
