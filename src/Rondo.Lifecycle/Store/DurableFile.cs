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

    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
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
