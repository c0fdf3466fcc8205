using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Batch;

/// <summary>What one job keeps in the workspace until it is done: rows that were read from an address, and the progress of sinks that have no place for it.</summary>
sealed class BatchFolder : IDisposable
{
    private readonly FileStream _lock;

    BatchFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <summary>The file of a sink's notes.</summary>
    public string NotePath => System.IO.Path.Combine(Path, "progress");

    /// <param name="output">What tells jobs apart: one place is written by one job at a time.</param>
    /// <exception cref="RondoException">Another process runs a job with this output.</exception>
    public static BatchFolder Open(Workspace workspace, string output)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(output)))[..24];
        var path = System.IO.Path.Combine(workspace.Folder, "batch", name);
        DurableFile.CreateFolder(path);
        try
        {
            return new BatchFolder(path, new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw Busy(output);
        }
    }

    public static RondoException Busy(string output) =>
        new(new Mistake("output_busy", $"Another job is writing to {output}.") { Hint = "Wait until it is done, or stop it." });

    /// <summary>Forgets what an earlier start left.</summary>
    public void Clear()
    {
        foreach (var file in Directory.EnumerateFiles(Path))
            if (System.IO.Path.GetFileName(file) != "lock") File.Delete(file);
        foreach (var folder in Directory.EnumerateDirectories(Path)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>The job is done.</summary>
    public void Remove()
    {
        Clear();
        File.Delete(_lock.Name);
        Directory.Delete(Path);
    }

    public void Dispose() => _lock.Dispose();
}
