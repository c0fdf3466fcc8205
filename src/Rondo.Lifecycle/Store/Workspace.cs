using Rondo.Engine.Errors;
using Rondo.Lifecycle.Alerting;
using Rondo.Lifecycle.Alerting.Signals;
using Rondo.Lifecycle.Experiments;
using Rondo.Lifecycle.Experiments.Outcomes;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Retraining;
using Rondo.Lifecycle.Store.Access;
using Rondo.Lifecycle.Store.Lineage;
using Rondo.Lifecycle.Store.Maintenance;
using Rondo.Lifecycle.Store.Snapshots;
using Rondo.Lifecycle.Store.Tracking;
using Rondo.Lifecycle.Webhooks;
using Rondo.Objects.S3;

namespace Rondo.Lifecycle.Store;

/// <summary>The <c>.rondo</c> folder: runs, models and cached steps in a database, their files by content hash.</summary>
public sealed class Workspace : IDisposable
{
    const string FolderName = ".rondo";

    readonly StoreDatabase _database;
    readonly RemoteObjects? _remote;

    Workspace(string folder, StoreDatabase database, TimeProvider clock, S3Bucket? bucket)
    {
        Folder = folder;
        _database = database;
        _remote = bucket is not null ? new RemoteObjects(bucket, StoreId.Of(database)) : null;
        Objects = new ObjectStore(Path.Combine(folder, "objects"), Path.Combine(folder, "tmp"), clock, _remote);
        Runs = new RunStore(database, clock);
        Projects = new ProjectStore(database, clock);
        Tracking = new TrackingStore(database, clock);
        Outlines = new RunOutlines(database);
        Search = new RunSearch(database);
        Links = new RunLinks(database, clock);
        LoggedModels = new LoggedModelStore(database, clock);
        Artifacts = new ArtifactStore(database, Objects, clock);
        Logs = new RunLogStore(database);
        Lineage = new LineageStore(this, database);
        Models = new ModelStore(database, Objects, clock);
        Steps = new StepCache(database, Objects, clock);
        Snapshots = new SnapshotStore(database, Objects, clock);
        Data = new DataLog(database, clock);
        Users = new UserStore(database, clock);
        Keys = new ApiKeyStore(database, clock);
        Audit = new AuditLog(database, clock);
        ProtectionKeys = new ProtectionKeys(database, clock);
        Webhooks = new WebhookStore(database, clock);
        Alerts = new AlertStore(database, clock);
        Retrains = new RetrainStore(database, clock, Alerts.Outbox);
        Counts = new ServingCounts(database, clock);
        Labels = new LabelStore(database, clock);
        AbTests = new AbTestStore(database, clock);
        Outcomes = new OutcomeStore(database, clock);
        Backup = new StoreBackup(this, database, clock);
        Restore = new StoreRestore(this, database, clock);
        Cleaning = new StoreCleaning(this, database, clock);
        Pruning = new SnapshotPruning(database, Objects, Snapshots.Leases, clock);
    }

    public string Folder { get; }

    /// <summary>Where the servers of this workspace log predictions.</summary>
    public string PredictionLogFolder => Path.Combine(Folder, "log");

    /// <summary>Where the servers of this workspace log what shadows predict.</summary>
    public string ShadowLogFolder => Path.Combine(Folder, "shadow");

    /// <summary>Where feature tables are.</summary>
    public string FeatureFolder => Path.Combine(Folder, "features");

    public ObjectStore Objects { get; }

    public RunStore Runs { get; }

    public ProjectStore Projects { get; }

    /// <summary>What programs log to runs over the API.</summary>
    public TrackingStore Tracking { get; }

    /// <summary>Runs as pages show them.</summary>
    public RunOutlines Outlines { get; }

    /// <summary>Finds runs and projects by the filter language.</summary>
    public RunSearch Search { get; }

    /// <summary>What runs read and made.</summary>
    public RunLinks Links { get; }

    public LoggedModelStore LoggedModels { get; }

    /// <summary>The files of runs.</summary>
    public ArtifactStore Artifacts { get; }

    public StoreBackup Backup { get; }

    public StoreRestore Restore { get; }

    public StoreCleaning Cleaning { get; }

    /// <summary>The version of the store's tables that this program makes.</summary>
    public static int StoreVersion => StoreMigrations.Latest;

    /// <summary>What the store is called in messages.</summary>
    public string StoreName => _database.Name;

    /// <summary>What the runs said.</summary>
    public RunLogStore Logs { get; }

    /// <summary>What came of what.</summary>
    public LineageStore Lineage { get; }

    public ModelStore Models { get; }

    public StepCache Steps { get; }

    public SnapshotStore Snapshots { get; }

    /// <summary>Which run read which snapshot.</summary>
    public DataLog Data { get; }

    public SnapshotPruning Pruning { get; }

    /// <summary>Who may sign in at a server with accounts.</summary>
    public UserStore Users { get; }

    public ApiKeyStore Keys { get; }

    public AuditLog Audit { get; }

    public ProtectionKeys ProtectionKeys { get; }

    /// <summary>What turned out to be true of predictions.</summary>
    public LabelStore Labels { get; }

    /// <summary>Versions that are tried beside the one in use.</summary>
    public AbTestStore AbTests { get; }

    /// <summary>What units brought.</summary>
    public OutcomeStore Outcomes { get; }

    /// <summary>Addresses that are told what happens to models.</summary>
    public WebhookStore Webhooks { get; }

    /// <summary>What is watched of models, and how it stands.</summary>
    public AlertStore Alerts { get; }

    /// <summary>Models that are, were or are to be trained anew.</summary>
    public RetrainStore Retrains { get; }

    /// <summary>How many requests were answered, and how many of them by an error.</summary>
    public ServingCounts Counts { get; }

    /// <summary>The workspace folder that belongs to a lifecycle file in this directory.</summary>
    public static string FolderBeside(string directory) => Path.Combine(directory, FolderName);

    /// <summary>Opens the workspace in this folder, and makes it when there is none.</summary>
    /// <param name="lockTimeout">How long to wait for other processes' transactions; 30 seconds unless told.</param>
    /// <param name="store">The address of a PostgreSQL database that holds the tables; null for a file in the folder. Unless told, what RONDO_STORE says.</param>
    /// <param name="mayUpgrade">Whether tables on a server that an earlier version made are brought up to date.</param>
    public static Workspace Open(string folder, TimeProvider? clock = null, TimeSpan? lockTimeout = null, string? store = null, bool mayUpgrade = false) =>
        Open(folder, clock ?? TimeProvider.System, lockTimeout, store ?? Environment.GetEnvironmentVariable("RONDO_STORE"), mayUpgrade, S3Bucket.FromEnvironment);

    /// <summary>Opens a workspace that is in this folder and nowhere else, whatever store and objects the environment names: for tries that nobody else is to see.</summary>
    public static Workspace OpenAlone(string folder) => Open(folder, TimeProvider.System, null, null, false, () => null);

    static Workspace Open(string folder, TimeProvider clock, TimeSpan? lockTimeout, string? store, bool mayUpgrade, Func<S3Bucket?> bucket)
    {
        folder = Path.GetFullPath(folder);
        StoreFailure.Explain(folder, () => CreateFolder(folder));
        var database = OpenDatabase(folder, store, clock, lockTimeout ?? TimeSpan.FromSeconds(30), mayUpgrade);
        try
        {
            return new Workspace(folder, database, clock, bucket());
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    static StoreDatabase OpenDatabase(string folder, string? store, TimeProvider clock, TimeSpan lockTimeout, bool mayUpgrade)
    {
        if (string.IsNullOrEmpty(store)) return StoreDatabase.OpenFile(Path.Combine(folder, "store.db"), clock, lockTimeout);
        if (store.StartsWith("postgres://", StringComparison.Ordinal) || store.StartsWith("postgresql://", StringComparison.Ordinal))
            return StoreDatabase.OpenServer(store, clock, lockTimeout, mayUpgrade);
        throw new RondoException("bad_address", "RONDO_STORE is no address of a PostgreSQL database.",
            "Write postgres://user:password@host:5432/database, or leave it out: then the store is a file in the workspace.");
    }

    /// <summary>Counts the changes to models and aliases: a host polls it to learn cheaply whether to look again.</summary>
    public long ChangeSequence() =>
        _database.Read(session => session.Scalar<long>("SELECT value FROM counters WHERE name = 'events'"));

    public void Dispose()
    {
        Snapshots.Dispose();
        _remote?.Dispose();
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
