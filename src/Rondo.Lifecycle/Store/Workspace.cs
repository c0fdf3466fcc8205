using Rondo.Lifecycle.Store.Snapshots;

namespace Rondo.Lifecycle.Store;

/// <summary>The <c>.rondo</c> folder: runs, models and cached steps in a database, their files by content hash.</summary>
public sealed class Workspace : IDisposable
{
    const string FolderName = ".rondo";

    readonly StoreDatabase _database;

    Workspace(string folder, StoreDatabase database, TimeProvider clock)
    {
        Folder = folder;
        _database = database;
        Objects = new ObjectStore(Path.Combine(folder, "objects"), Path.Combine(folder, "tmp"), clock);
        Runs = new RunStore(database, clock);
        Models = new ModelStore(database, Objects, clock);
        Steps = new StepCache(database, Objects, clock);
        Snapshots = new SnapshotStore(database, Objects, clock);
        Data = new DataLog(database, clock);
        Pruning = new SnapshotPruning(database, Objects, Snapshots.Leases, clock);
    }

    public string Folder { get; }

    public ObjectStore Objects { get; }

    public RunStore Runs { get; }

    public ModelStore Models { get; }

    public StepCache Steps { get; }

    public SnapshotStore Snapshots { get; }

    /// <summary>Which run read which snapshot.</summary>
    public DataLog Data { get; }

    public SnapshotPruning Pruning { get; }

    /// <summary>The workspace folder that belongs to a lifecycle file in this directory.</summary>
    public static string FolderBeside(string directory) => Path.Combine(directory, FolderName);

    /// <summary>Opens the workspace in this folder, and makes it when there is none.</summary>
    /// <param name="lockTimeout">How long to wait for other processes' transactions; 30 seconds unless told.</param>
    public static Workspace Open(string folder, TimeProvider? clock = null, TimeSpan? lockTimeout = null)
    {
        clock ??= TimeProvider.System;
        folder = Path.GetFullPath(folder);
        StoreFailure.Explain(folder, () => CreateFolder(folder));
        var database = StoreDatabase.Open(Path.Combine(folder, "store.db"), clock, lockTimeout ?? TimeSpan.FromSeconds(30));
        try
        {
            return new Workspace(folder, database, clock);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Counts the changes to models and aliases: a host polls it to learn cheaply whether to look again.</summary>
    public long ChangeSequence() =>
        _database.Read(session => session.Scalar<long>("SELECT value FROM counters WHERE name = 'events'"));

    public void Dispose()
    {
        Snapshots.Dispose();
        _database.Dispose();
    }

    static void CreateFolder(string folder)
    {
        DurableFile.CreateFolder(folder);
        // What a run stores is no change of the user's code.
        var ignore = Path.Combine(folder, ".gitignore");
        if (!File.Exists(ignore)) File.WriteAllText(ignore, "*\n");
    }
}
