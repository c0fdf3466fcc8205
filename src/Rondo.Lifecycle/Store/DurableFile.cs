using System.Runtime.InteropServices;

namespace Rondo.Lifecycle.Store;

/// <summary>Renames that outlive a power cut: the file, then its folder's entry, are flushed to the disk.</summary>
static partial class DurableFile
{
    /// <summary>Moves a flushed file over its final name; afterwards the name holds either the old or the new content, never a part.</summary>
    public static void Publish(string temporary, string final)
    {
        File.Move(temporary, final, overwrite: true);
        FlushFolder(Path.GetDirectoryName(final)!);
    }

    /// <summary>Writes a file that is on the disk when this returns; its name holds either the old or the new content, never a part. For one writer at a time.</summary>
    public static void Write(string final, ReadOnlySpan<byte> content)
    {
        var temporary = final + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        Publish(temporary, final);
    }

    /// <summary>Makes a folder, and those above it.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (Path.GetDirectoryName(Path.GetFullPath(folder)) is { } above) CreateFolder(above);
        Directory.CreateDirectory(folder);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(folder))!);
    }

    // .NET can't open a folder, so this goes to the C library. Windows orders its metadata itself.
    static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) return;
        _ = Flush(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
