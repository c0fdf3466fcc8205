using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Rondo.Lifecycle.Images;

/// <summary>Some files of an image as the registries want them: a tar, compressed. The same files give the same bytes, whenever and by whomever.</summary>
/// <param name="Digest">SHA-256 of the compressed bytes, by which the layer is fetched.</param>
/// <param name="DiffId">SHA-256 of the tar itself, by which the image knows it.</param>
/// <param name="UnpackedBytes">What its files take.</param>
public sealed record ImageLayer(byte[] Content, string Digest, string DiffId, long UnpackedBytes)
{
    public const string LibraryFolder = "/lib";
    public const string ProgramFolder = "/app";
    public const string ModelFolder = "/models/model";

    const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="files">Absolute paths and contents, in the order in which they are written.</param>
    /// <param name="isRunnable">Whether the files are programs or libraries.</param>
    public static ImageLayer Of(IEnumerable<(string Path, byte[] Content)> files, bool isRunnable)
    {
        using var tar = new MemoryStream();
        var unpacked = 0L;
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            var folders = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (path, content) in files)
            {
                WriteFolders(writer, path, folders);
                using var data = new MemoryStream(content);
                writer.WriteEntry(Entry(TarEntryType.RegularFile, path[1..], isRunnable ? Runnable : Readable, data));
                unpacked += content.Length;
            }
        }
        return Of(tar.ToArray(), unpacked);
    }

    static ImageLayer Of(byte[] tar, long unpacked)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(tar);
        var content = packed.ToArray();
        return new ImageLayer(content, DigestOf(content), DigestOf(tar), unpacked);
    }

    public static string DigestOf(ReadOnlySpan<byte> bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    static void WriteFolders(TarWriter writer, string path, HashSet<string> written)
    {
        for (var end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
            if (written.Add(path[..end])) writer.WriteEntry(Entry(TarEntryType.Directory, path[1..end] + "/", Runnable | UnixFileMode.UserWrite, null));
    }

    // No clock, no owner: nothing that another machine would do otherwise.
    static UstarTarEntry Entry(TarEntryType type, string path, UnixFileMode mode, Stream? data)
    {
        var entry = new UstarTarEntry(type, path) { Mode = mode, ModificationTime = DateTimeOffset.UnixEpoch, Uid = 0, Gid = 0 };
        if (data is not null) entry.DataStream = data;
        return entry;
    }
}
