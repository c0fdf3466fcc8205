using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Snapshots;
using Rondo.Prepare.Snapshots;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store.Snapshots;

public abstract class SnapshotPruningTests : IDisposable
{
    static readonly PruneOptions s_onlyLatest = new() { Keep = 1 };

    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;

    protected SnapshotPruningTests(string? store) => _test = new TestWorkspace(_clock, store);

    [Fact]
    public void Old_versions_go_with_the_chunks_that_no_other_needs()
    {
        var (a, b) = (Version(30_000), Version(60_000));
        var before = Objects();

        var trial = _test.Workspace.Pruning.Run(s_onlyLatest with { IsTrial = true });
        Assert.Equal(before, Objects());
        var result = _test.Workspace.Pruning.Run(s_onlyLatest);

        Assert.Equal([a], result.Removed.Select(v => v.DataHash));
        Assert.Equal((trial.Objects, trial.Bytes), (result.Objects, result.Bytes));
        Assert.Equal(before.Count - result.Objects, Objects().Count);
        Assert.True(result.Objects is > 0 and < 4, "The versions share chunks.");
        Expect.Mistake("snapshot_pruned", () => _test.Workspace.Snapshots.Read(a, 1));
        Assert.Equal(b, CanonicalHash.Of(_test.Workspace.Snapshots.Read(b, 1)));
        Assert.NotNull(_test.Workspace.Data.Versions()[1].Pruned);
        Assert.Equal(0, _test.Workspace.Pruning.Run(s_onlyLatest).Objects);
    }

    [Fact]
    public void What_a_tag_a_model_a_run_or_a_process_refers_to_stays_and_says_why()
    {
        var (tagged, learnt, running, read, free) = (Version(100), Version(200), Version(300), Version(400), Version(500));
        Version(600);
        _test.Workspace.Data.Tag("keep-me", tagged);
        Learn(learnt);
        _test.Runs.SetDataHash(_test.Runs.Start(TestWorkspace.SomeRun()), running);
        using var other = _test.OpenAgain();
        other.Snapshots.TryRead(ManifestOf(read), 1);

        var result = _test.Workspace.Pruning.Run(s_onlyLatest);

        Assert.Equal([free], result.Removed.Select(v => v.DataHash));
        Assert.Equal([read, running, learnt, tagged], result.Kept.Select(k => k.Version.DataHash));
        string[] reasons = ["a process is at work", "run ", "lineage of flights@1", "tag keep-me"];
        foreach (var (kept, reason) in result.Kept.Zip(reasons)) Assert.StartsWith(reason, kept.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Young_versions_stay_when_an_age_is_asked_for()
    {
        var old = Version(100);
        _clock.Advance(TimeSpan.FromDays(40));
        Version(200);
        Version(300);

        Assert.Equal([old], _test.Workspace.Pruning.Run(new PruneOptions { OlderThan = PruneOptions.ParseAge("30d") }).Removed.Select(v => v.DataHash));
        Expect.Mistake("bad_duration", () => PruneOptions.ParseAge("a month"));
    }

    [Fact]
    public void Without_a_bound_only_what_nothing_refers_to_goes()
    {
        Version(100);
        Version(200);
        Leave(() => Made(300));
        var orphan = _test.Objects.Put(new SnapshotManifest(new string('0', 64), Made(1).Schema, []).Write());
        var foreign = _test.Objects.Put("somebody else's"u8);

        var result = _test.Workspace.Pruning.Run(new PruneOptions());

        Assert.Empty(result.Removed);
        Assert.Equal(3, result.Objects);
        Assert.False(_test.Objects.Contains(orphan));
        Assert.True(_test.Objects.Contains(foreign));
        Assert.Equal(2, _test.Workspace.Data.Versions().Count(v => v.Pruned is null));
    }

    [Fact]
    public void Nothing_is_deleted_while_a_snapshot_is_being_written()
    {
        Version(100);
        Version(200);
        var other = _test.OpenAgain();
        other.Snapshots.Keep(Made(200), 1);
        // As it is before a snapshot is whole.
        Execute("UPDATE snapshot_leases SET data_hash = NULL");

        var busy = _test.Workspace.Pruning.Run(s_onlyLatest);
        other.Dispose();
        var free = _test.Workspace.Pruning.Run(s_onlyLatest);

        Assert.True(busy is { IsBusy: true, Objects: 0 });
        Assert.True(free is { IsBusy: false, Objects: 2 });
    }

    [Fact]
    public void A_pruned_table_that_is_kept_again_is_there_again()
    {
        var first = Version(5_000);
        Version(200);
        _test.Workspace.Pruning.Run(s_onlyLatest);

        Assert.Equal(first, Version(5_000));

        Assert.Equal(first, CanonicalHash.Of(_test.Workspace.Snapshots.Read(first, 1)));
        Assert.Null(_test.Workspace.Data.Versions()[0].Pruned);
    }

    [Fact]
    public void Pruning_and_writing_at_once_lose_nothing()
    {
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            for (var round = 0; round < 6; round++)
            {
                using var own = _test.OpenAgain();
                if (i == 0)
                {
                    own.Pruning.Run(s_onlyLatest);
                    continue;
                }
                var hash = own.Snapshots.Keep(Made(9_000 + (1_000 * ((i + round) % 3))), 1).Manifest.DataHash;
                own.Data.Record(new DataReading("homes", hash, "homes.csv", null));
                Assert.Equal(hash, CanonicalHash.Of(own.Snapshots.Read(hash, 1)));
            }
        });
        foreach (var version in _test.Workspace.Data.Versions().Where(v => v.Pruned is null))
            Assert.Equal(version.DataHash, CanonicalHash.Of(_test.Workspace.Snapshots.Read(version.DataHash, 1)));
    }

    public void Dispose() => _test.Dispose();

    static Engine.Data.Table Made(int rows) => SnapshotStoreTests.Made(rows);

    // Kept by a workspace that is closed again, as a run's is.
    string Leave(Func<Engine.Data.Table> make)
    {
        using var own = _test.OpenAgain(_clock);
        return own.Snapshots.Keep(make(), 1).Manifest.DataHash;
    }

    string Version(int rows)
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        var hash = Leave(() => Made(rows));
        _test.Workspace.Data.Record(new DataReading("homes", hash, "homes.csv", null));
        return hash;
    }

    string ManifestOf(string hash) => ObjectHash.Of(_test.Workspace.Snapshots.Manifest(hash).Write());

    void Learn(string hash)
    {
        var description = TestWorkspace.Describe();
        var package = new Rondo.Lifecycle.Packages.PackageWriter(_test.Objects, description with { Lineage = description.Lineage with { DataHash = hash } }, "pipeline"u8.ToArray())
            .Add(Rondo.Lifecycle.Packages.ModelPackage.ReportName, "<html></html>"u8).Save();
        _test.Models.Register(package, new Registration(Success: true));
    }

    void Execute(string sql)
    {
        using var connection = _test.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    List<string> Objects() => [.. Directory.GetFiles(Path.Combine(_test.Workspace.Folder, "objects"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}

public sealed class SnapshotPruningOnSqliteTests() : SnapshotPruningTests(null);

public sealed class SnapshotPruningOnPostgresTests() : SnapshotPruningTests(PostgresServer.NewDatabase("SELECT 1"));
