using System.Formats.Tar;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Maintenance;

/// <summary>What a backup holds.</summary>
public sealed record BackupResult(string File, long Rows, int Objects, long Bytes);

/// <summary>
/// A whole store in one tar file: its tables as an SQLite file, the objects that they speak of, the reports of runs.
/// It is taken while others work and can be restored into either database.
/// </summary>
public sealed class StoreBackup
{
    internal const string DatabaseName = "store.db", ObjectsFolder = "objects/", RunsFolder = "runs/", Mark = "rondo-backup";
    internal const string MarkText = "1\n";

    readonly Workspace _workspace;
    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal StoreBackup(Workspace workspace, StoreDatabase database, TimeProvider clock)
    {
        _workspace = workspace;
        _database = database;
        _clock = clock;
    }

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="RondoException">There is a file of that name, or an object is missing or damaged.</exception>
    public BackupResult Write(string file, CancellationToken cancellation = default)
    {
        file = Path.GetFullPath(file);
        if (File.Exists(file)) throw new RondoException("file_exists", $"'{file}' is there already.", "Choose another name, or remove it.");
        // While somebody is at work with snapshots nothing is pruned, so that all that the tables speak of stays until it is copied.
        var lease = _workspace.Snapshots.Leases.Take();
        var temporary = file + ".partial";
        var tables = _workspace.Objects.NewTemporaryPath();
        try
        {
            var rows = CopyTables(tables, cancellation);
            var (objects, bytes) = Pack(temporary, tables, cancellation);
            DurableFile.Publish(temporary, file);
            return new BackupResult(file, rows, objects, bytes);
        }
        catch (Exception e) when (StoreFailure.Explanation(e, file) is { } explained)
        {
            throw explained;
        }
        finally
        {
            _workspace.Snapshots.Leases.End(lease);
            File.Delete(temporary);
            foreach (var left in (string[])["", "-wal", "-shm"]) File.Delete(tables + left);
        }
    }

    long CopyTables(string path, CancellationToken cancellation)
    {
        using var copy = StoreDatabase.OpenFile(path, _clock, TimeSpan.FromSeconds(30));
        return TableCopy.Run(_database, copy, TableCopy.Tables(copy), cancellation);
    }

    (int Objects, long Bytes) Pack(string temporary, string tables, CancellationToken cancellation)
    {
        using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write);
        var count = 0;
        using (var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
        {
            Add(tar, Mark, new MemoryStream(Encoding.ASCII.GetBytes(MarkText)));
            using (var database = File.OpenRead(tables)) Add(tar, DatabaseName, database);
            using (var copy = StoreDatabase.OpenFile(tables, _clock, TimeSpan.FromSeconds(30)))
            {
                foreach (var hash in copy.Read(session => ReferencedObjects.Of(session, _workspace.Objects)).Order(StringComparer.Ordinal))
                {
                    cancellation.ThrowIfCancellationRequested();
                    // What the step cache lost is made again; anything else would be missed, and verify says so.
                    if (!_workspace.Objects.IsIntact(hash)) continue;
                    using var content = File.OpenRead(_workspace.Objects.GetPath(hash));
                    Add(tar, ObjectsFolder + hash, content);
                    count++;
                }
            }
            foreach (var path in RunFiles(_workspace.Folder))
            {
                using var content = File.OpenRead(path);
                Add(tar, Path.GetRelativePath(_workspace.Folder, path).Replace('\\', '/'), content);
            }
        }
        file.Flush(flushToDisk: true);
        return (count, file.Length);
    }

    static IEnumerable<string> RunFiles(string folder)
    {
        var runs = Path.Combine(folder, "runs");
        return Directory.Exists(runs) ? Directory.EnumerateFiles(runs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];
    }

    static void Add(TarWriter tar, string name, Stream content) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = DateTimeOffset.UnixEpoch });
}
