using System.Formats.Tar;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Maintenance;

/// <summary>Puts a backup into an empty store. The file may come from anywhere: names are checked, objects must have their hashes.</summary>
public sealed class StoreRestore
{
    // Nothing in it is as long as this but objects, which are streamed.
    const long LongestRunFile = 256L << 20;

    readonly Workspace _workspace;
    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal StoreRestore(Workspace workspace, StoreDatabase database, TimeProvider clock)
    {
        _workspace = workspace;
        _database = database;
        _clock = clock;
    }

    /// <exception cref="RondoException">It is no backup, it is damaged, or the store isn't empty.</exception>
    public BackupResult Read(string file, CancellationToken cancellation = default)
    {
        if (!File.Exists(file)) throw new RondoException("file_not_found", $"There is no file '{file}'.");
        if (_database.Read(session => session.Scalar<long>("SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM models)")) > 0)
            throw new RondoException("store_not_empty", $"The store '{_database.Name}' has runs or models already; a backup goes into an empty one.",
                "Choose another --workspace (or another RONDO_STORE).");
        var tables = _workspace.Objects.NewTemporaryPath();
        try
        {
            var (objects, bytes) = Unpack(file, tables, cancellation);
            return new BackupResult(file, CopyTables(file, tables, cancellation), objects, bytes);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Damaged(file, e.Message);
        }
        catch (Exception e) when (StoreFailure.Explanation(e, _workspace.Folder) is { } explained)
        {
            throw explained;
        }
        finally
        {
            foreach (var left in (string[])["", "-wal", "-shm"]) File.Delete(tables + left);
        }
    }

    (int Objects, long Bytes) Unpack(string file, string tables, CancellationToken cancellation)
    {
        using var stream = File.OpenRead(file);
        using var tar = new TarReader(stream);
        var (isMarked, hasTables, objects) = (false, false, 0);
        while (tar.GetNextEntry() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (entry.EntryType != TarEntryType.RegularFile) throw Damaged(file, $"'{entry.Name}' is no file");
            var content = entry.DataStream ?? Stream.Null;
            if (!isMarked)
            {
                isMarked = entry.Name == StoreBackup.Mark && new StreamReader(content, Encoding.ASCII).ReadToEnd() == StoreBackup.MarkText;
                if (!isMarked) throw new RondoException("not_a_backup", $"'{file}' is no backup of a store.", "Backups are made by: rondo store backup FILE");
            }
            else if (entry.Name == StoreBackup.DatabaseName)
            {
                using var target = new FileStream(tables, FileMode.CreateNew, FileAccess.Write);
                content.CopyTo(target);
                hasTables = true;
            }
            else if (entry.Name.StartsWith(StoreBackup.ObjectsFolder, StringComparison.Ordinal))
            {
                RestoreObject(file, entry.Name[StoreBackup.ObjectsFolder.Length..], content);
                objects++;
            }
            else
            {
                RestoreRunFile(file, entry.Name, entry.Length, content);
            }
        }
        return hasTables ? (objects, stream.Length) : throw Damaged(file, "it ends before its tables");
    }

    void RestoreObject(string file, string hash, Stream content)
    {
        if (_workspace.Objects.Put(content) != hash) throw Damaged(file, $"the object '{hash}' hasn't that hash");
    }

    void RestoreRunFile(string file, string name, long length, Stream content)
    {
        var parts = name.Split('/');
        var isGood = parts.Length is > 2 and < 8 && parts[0] == "runs" && length <= LongestRunFile
            && parts.All(p => p.Length > 0 && p[0] != '.' && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'));
        if (!isGood) throw Damaged(file, $"it has a file of the name '{name}'");
        var path = Path.Combine([_workspace.Folder, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var target = new FileStream(path, FileMode.Create, FileAccess.Write);
        content.CopyTo(target);
    }

    // An earlier version's tables are brought up to date first.
    long CopyTables(string file, string tables, CancellationToken cancellation)
    {
        try
        {
            using var copy = StoreDatabase.OpenFile(tables, _clock, TimeSpan.FromSeconds(30));
            return TableCopy.Run(copy, _database, TableCopy.Tables(copy), cancellation);
        }
        catch (RondoException e) when (e.Mistakes is [{ Code: "store_damaged" or "store_foreign" }])
        {
            throw Damaged(file, e.Message);
        }
    }

    static RondoException Damaged(string file, string what) => new("backup_damaged", $"The backup '{file}' is damaged: {what}.", "Take another copy of it.");
}
