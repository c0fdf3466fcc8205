using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store;

/// <summary>A workspace in a folder of its own, removed at the end.</summary>
sealed class TestWorkspace : IDisposable
{
    readonly string? _store;

    /// <param name="store">The address of a database for its tables; a file in the folder unless told.</param>
    public TestWorkspace(TimeProvider? clock = null, string? store = null)
    {
        Root = Directory.CreateTempSubdirectory("rondo-store-").FullName;
        _store = store;
        Workspace = OpenAgain(clock);
    }

    /// <summary>The same workspace once more, as another process would have it.</summary>
    public Workspace OpenAgain(TimeProvider? clock = null) => Workspace.Open(Path.Combine(Root, ".rondo"), clock, store: _store);

    /// <summary>A connection past the store, to its tables.</summary>
    public DbConnection Connect()
    {
        if (_store is not null) return PostgresServer.Connect(_store);
        var connection = new SqliteConnection($"Data Source={Path.Combine(Workspace.Folder, "store.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    public string Root { get; }

    public Workspace Workspace { get; }

    public RunStore Runs => Workspace.Runs;

    public ModelStore Models => Workspace.Models;

    public ObjectStore Objects => Workspace.Objects;

    public static RunStart SomeRun(string name = "flights") => new()
    {
        Name = name,
        SpecHash = new string('a', 64),
        SpecJson = """{"name":"flights"}""",
        Seed = 42,
        Code = new CodeVersion("0123456789012345678901234567890123456789", IsDirty: true),
        Environment = new Dictionary<string, string> { ["os"] = "test" },
    };

    public static ModelDescription Describe(string model = "flights", string? run = null) => new()
    {
        Name = model,
        Signature = new ModelSignature
        {
            Task = TaskKind.Binary,
            Target = "late",
            Columns = [new("distance", ColumnType.Int64), new("origin", ColumnType.Text)],
            Classes = ["false", "true"],
            Positive = "true",
            Threshold = 0.5,
        },
        Spec = JsonDocument.Parse("""{"name":"flights","define":{"target":"late"}}""").RootElement,
        Lineage = new ModelLineage
        {
            Run = run,
            SpecHash = new string('a', 64),
            DataHash = new string('b', 64),
            RondoVersion = RondoVersion.Current,
            Created = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        },
        Metrics = new Dictionary<string, double?> { ["roc_auc"] = 0.71, ["mcc"] = null },
    };

    public static ModelPackage Pack(Workspace workspace, string model = "flights", string? run = null, string pipeline = "pipeline") =>
        new PackageWriter(workspace.Objects, Describe(model, run), System.Text.Encoding.UTF8.GetBytes(pipeline))
            .Add(ModelPackage.ReportName, "<html></html>"u8)
            .Save();

    public ModelVersion Register(bool success = true, string model = "flights", string? run = null) =>
        Models.Register(Pack(Workspace, model, run), new Registration(success));

    public string ObjectPath(string hash) => Path.Combine(Workspace.Folder, "objects", hash[..2], hash);

    public void Dispose()
    {
        Workspace.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
