using System.Runtime.InteropServices;

namespace Rondo.Prepare.Snapshots;

/// <summary>Writes a file under another name beside it, and gives it its own only when it is whole and on disk: readers see all of it or nothing.</summary>
static class DurableFile
{
    public static void Write(string path, Action<string> write)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            write(temporary);
            using (var handle = File.OpenHandle(temporary, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(handle);
            File.Move(temporary, full, overwrite: true);
            FlushFolder(folder);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // A rename is durable only after its folder is.
    static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = open(folder, 0);
        if (descriptor < 0) return;
        _ = fsync(descriptor);
        _ = close(descriptor);
    }

#pragma warning disable SYSLIB1054, CA2101, CA5392, IDE1006
    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false)]
    static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc")]
    static extern int fsync(int descriptor);

    [DllImport("libc")]
    static extern int close(int descriptor);
#pragma warning restore SYSLIB1054, CA2101, CA5392, IDE1006
}
