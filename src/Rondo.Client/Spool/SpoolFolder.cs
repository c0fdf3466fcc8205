using System.Security.Cryptography;
using System.Text;

namespace Rondo.Client.Spool;

/// <summary>
/// The spool of one process: a folder of its own below that of the server, held by a lock that ends with the process.
/// A folder whose lock is free was left by a process that has ended, and may be adopted.
/// </summary>
sealed class SpoolFolder : IDisposable
{
    const string Prefix = "p-";
    const string LockName = "lock";

    readonly FileStream _lock;

    SpoolFolder(string path, FileStream held)
    {
        (Path, _lock) = (path, held);
        FilesFolder = System.IO.Path.Combine(path, "files");
    }

    public string Path { get; }

    /// <summary>Copies of artifacts.</summary>
    public string FilesFolder { get; }

    /// <summary>When something was last written here.</summary>
    public DateTimeOffset LastWritten =>
        Directory.EnumerateFiles(Path, "*.log").Append(Path).Select(f => new DateTimeOffset(File.GetLastWriteTimeUtc(f), TimeSpan.Zero)).Max();

    /// <summary>Where the spools of a server's clients lie: records for one server never go to another.</summary>
    public static string OfServer(string root, Uri server)
    {
        var address = server.AbsoluteUri.TrimEnd('/');
        var readable = string.Concat($"{server.Host}_{server.Port}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
        return System.IO.Path.Combine(root, $"{readable}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..8]}");
    }

    public static SpoolFolder Create(string serverFolder, TimeProvider clock)
    {
        CreatePrivate(serverFolder);
        while (true)
        {
            var name = $"{Prefix}{clock.GetUtcNow():yyyyMMddHHmmss}-{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
            var path = System.IO.Path.Combine(serverFolder, name);
            CreatePrivate(path);
            // Another process may have taken the still unlocked folder for a leftover.
            if (TryLock(path) is { } folder) return folder;
        }
    }

    /// <summary>The folders of processes that have ended; each is the caller's from here on.</summary>
    public static IEnumerable<SpoolFolder> Adopt(string serverFolder)
    {
        if (!Directory.Exists(serverFolder)) yield break;
        foreach (var path in Directory.EnumerateDirectories(serverFolder, Prefix + "*").Order(StringComparer.Ordinal))
        {
            if (TryLock(path) is { } folder) yield return folder;
        }
    }

    /// <summary>What lies in the folders of the server's other processes.</summary>
    public static long BytesBeside(SpoolFolder own)
    {
        long bytes = 0;
        try
        {
            var others = Directory.EnumerateDirectories(Directory.GetParent(own.Path)!.FullName, Prefix + "*").Where(f => f != own.Path);
            foreach (var file in others.SelectMany(f => new DirectoryInfo(f).EnumerateFiles("*", SearchOption.AllDirectories))) bytes += file.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // One of them has just gone.
        }
        return bytes;
    }

    /// <summary>Removes what is left here, all of it sent.</summary>
    public void Remove()
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Where(f => System.IO.Path.GetFileName(f) != LockName)) File.Delete(file);
            foreach (var folder in Directory.EnumerateDirectories(Path)) Directory.Delete(folder, recursive: true);
            _lock.Dispose();
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Someone looks at it; empty as it is, the next client removes it.
            _lock.Dispose();
        }
    }

    public void Dispose() => _lock.Dispose();

    static SpoolFolder? TryLock(string path)
    {
        try
        {
            return new(path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
