using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Rondo.Lifecycle.Packages;

/// <summary>The hash of what predicts: pipeline and signature, and nothing of when, where or by whom they were made.</summary>
public static class ModelHash
{
    public static string Of(ReadOnlySpan<byte> pipeline, ModelSignature signature)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData("rondo-model-1\n"u8);
        AppendWithLength(sha, pipeline);
        AppendWithLength(sha, signature.ToCanonicalJson());
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    // With its length before it, no byte of one part can pass for a byte of the next.
    static void AppendWithLength(IncrementalHash sha, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, part.Length);
        sha.AppendData(length);
        sha.AppendData(part);
    }
}
