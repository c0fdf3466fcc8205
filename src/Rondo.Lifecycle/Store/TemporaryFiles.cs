using System.Globalization;
using System.Text;

namespace Rondo.Lifecycle.Store;

/// <summary>The folder of files that are not finished. Each is named by host and process, so that what a killed process left is known as such.</summary>
sealed class TemporaryFiles(string folder, TimeProvider clock)
{
    static readonly TimeSpan _foreignLeftoverAge = TimeSpan.FromDays(1);
    // Lazy: the first hash loads the system's cryptography, which a command that only looks doesn't need.
    static readonly Lazy<string> _hostTag = new(() => ObjectHash.Of(Encoding.UTF8.GetBytes(Environment.MachineName))[..8]);

    public string NewPath() =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{_hostTag.Value}-{Environment.ProcessId}-{TimeOrderedId.New(clock)}.tmp"));

    public static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    // What went wrong before is what to tell; a leftover is removed by a later command.
    public static void RemoveQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException) { }
        catch (UnauthorizedAccessException) { }
    }

    /// <summary>Removes those of this host whose process has ended, and others' after a day.</summary>
    public void RemoveLeftovers()
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            var parts = Path.GetFileName(path).Split('-');
            var isOurs = parts is [var host, _, _] && host == _hostTag.Value;
            var isLeftover = isOurs && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? !IsRunning(id)
                : clock.GetUtcNow() - File.GetLastWriteTimeUtc(path) > _foreignLeftoverAge;
            if (isLeftover) File.Delete(path);
        }
    }

    static bool IsRunning(int processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
