using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Rondo.Prepare.Sources;

/// <summary>Tells whether files changed: SHA-256 over their names (not their folders) and bytes. The key of cached steps, not the data's hash.</summary>
public static class SourceFingerprint
{
    public static string Of(SourceSpec spec, CancellationToken cancellation = default) => Of(SourceFiles.Of(spec), cancellation);

    public static string Of(IReadOnlyList<string> files, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            var name = Encoding.UTF8.GetBytes(Path.GetFileName(file));
            AppendLength(hash, name.Length);
            hash.AppendData(name);
            AppendContent(hash, file, cancellation);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The same over the bytes alone: a file that was renamed holds the same rows.</summary>
    public static string OfContent(IReadOnlyList<string> files, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files) AppendContent(hash, file, cancellation);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    static void AppendContent(IncrementalHash hash, string file, CancellationToken cancellation)
    {
        var buffer = new byte[1 << 20];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        long total = 0;
        for (int count; (count = stream.Read(buffer)) > 0; total += count)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
        }
        AppendLength(hash, total);
    }

    static void AppendLength(IncrementalHash hash, long length)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
