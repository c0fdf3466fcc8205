using System.Formats.Tar;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Maintenance;
using Rondo.Lifecycle.Store.Tracking;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Lifecycle.Tests.Store;

public abstract class MaintenanceTests : IDisposable
{
    readonly ManualClock _clock = new();
    readonly TestWorkspace _test;

    protected MaintenanceTests(string? store) => _test = new TestWorkspace(_clock, store);

    string BackupFile => Path.Combine(_test.Root, "backup.tar");

    [Fact]
    public async Task A_backup_restored_elsewhere_has_all_of_it()
    {
        var run = await Fill();
        _test.Workspace.Backup.Write(BackupFile);

        using var other = new TestWorkspace(_clock);
        other.Workspace.Restore.Read(BackupFile);

        await AssertSame(other, run);
        Assert.Equal("2", other.Workspace.Projects.Create("new").Id);
    }

    [Fact]
    public async Task A_backup_goes_into_PostgreSQL_as_well()
    {
        var run = await Fill();
        _test.Workspace.Backup.Write(BackupFile);

        using var other = new TestWorkspace(_clock, PostgresServer.NewDatabase("SELECT 1"));
        other.Workspace.Restore.Read(BackupFile);

        await AssertSame(other, run);
    }

    [Fact]
    public async Task A_store_that_is_in_use_takes_no_backup_and_a_file_that_is_there_is_not_replaced()
    {
        await Fill();
        _test.Workspace.Backup.Write(BackupFile);

        Expect.Mistake("store_not_empty", () => _test.Workspace.Restore.Read(BackupFile));
        Expect.Mistake("file_exists", () => _test.Workspace.Backup.Write(BackupFile));
    }

    [Fact]
    public async Task Damaged_and_hostile_backups_are_refused()
    {
        await Fill();
        _test.Workspace.Backup.Write(BackupFile);
        var good = await File.ReadAllBytesAsync(BackupFile);
        using var other = new TestWorkspace(_clock);

        Refused("not_a_backup", Tar(("x", "y"u8.ToArray())));
        Refused("backup_damaged", Tar(("rondo-backup", "1\n"u8.ToArray())));
        Refused("backup_damaged", Tar(("rondo-backup", "1\n"u8.ToArray()), ("../evil", [1])));
        Refused("backup_damaged", Tar(("rondo-backup", "1\n"u8.ToArray()), ("runs/../../evil", [1])));
        Refused("backup_damaged", Tar(("rondo-backup", "1\n"u8.ToArray()), ("/etc/evil", [1])));
        Refused("backup_damaged", Tar(("rondo-backup", "1\n"u8.ToArray()), ("objects/" + new string('a', 64), [1])));
        Refused("backup_damaged", Tar(("rondo-backup", "1\n"u8.ToArray()), ("store.db", new byte[5000])));
        Refused("backup_damaged", good[..(good.Length / 2)]);
        Assert.False(File.Exists(Path.Combine(other.Root, "evil")));

        void Refused(string code, byte[] bytes)
        {
            var file = Path.Combine(_test.Root, "bad.tar");
            File.WriteAllBytes(file, bytes);
            Expect.Mistake(code, () => other.Workspace.Restore.Read(file));
        }
    }

    [Fact]
    public async Task Cleaning_deletes_what_was_deleted_long_ago_and_contents_that_nothing_names()
    {
        var kept = await Fill();
        var gone = await _test.Workspace.Tracking.Create(new RunCreation { ProjectId = Project.DefaultId });
        await _test.Workspace.Artifacts.Put(gone, "big.bin", new MemoryStream(new byte[1000]));
        await _test.Workspace.Tracking.Delete(gone);
        _clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal((0, 0), Counts(_test.Workspace.Cleaning.Run(new CleaningOptions())));
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal((1, 0), Counts(_test.Workspace.Cleaning.Run(new CleaningOptions { IsTrial = true })));
        Assert.NotNull(_test.Workspace.Tracking.Get(gone));
        var result = _test.Workspace.Cleaning.Run(new CleaningOptions());

        Assert.Equal((1, 1, 1000L), (result.Runs, result.Objects, result.Bytes));
        Assert.Null(_test.Workspace.Tracking.Get(gone));
        await AssertSame(_test, kept);
    }

    [Fact]
    public async Task A_content_that_is_stored_again_counts_as_young()
    {
        var hash = _test.Objects.Put([7, 7, 7]);
        _clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(hash, _test.Objects.Put([7, 7, 7]));

        Assert.Equal(0, _test.Workspace.Cleaning.Run(new CleaningOptions()).Objects);
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, _test.Workspace.Cleaning.Run(new CleaningOptions()).Objects);
        await Task.CompletedTask;
    }

    public void Dispose() => _test.Dispose();

    static (int, int) Counts(CleaningResult result) => (result.Runs, result.Objects);

    async Task<string> Fill()
    {
        var project = _test.Workspace.Projects.Create("churn");
        var run = await _test.Workspace.Tracking.Create(new RunCreation { ProjectId = project.Id, Tags = [new("note", "quote ' and \" and é")] });
        await _test.Workspace.Tracking.Log(run, new RunLog { Metrics = [new("m", 0.1, 1, 5), new("m", double.NaN, 2, 6), new("big", double.PositiveInfinity, 0, 0)], Params = [new("p", "")] });
        await _test.Workspace.Artifacts.Put(run, "a/b.txt", new MemoryStream("text"u8.ToArray()));
        _test.Register(run: run);
        _test.Register();
        _test.Models.Promote(ModelReference.Parse("flights@2"), author: new Author { By = "ann" });
        return run;
    }

    static async Task AssertSame(TestWorkspace other, string run)
    {
        var found = other.Workspace.Tracking.Get(run)!;
        Assert.Equal(["big", "m"], found.Metrics.Select(m => m.Name));
        Assert.Equal(double.PositiveInfinity, found.Metrics[0].Value);
        Assert.Equal([0.1, double.NaN], other.Workspace.Tracking.History(run, "m", 10).Select(p => p.Value));
        Assert.Equal("quote ' and \" and é", Assert.Single(found.Tags).Value);
        var copy = new MemoryStream();
        other.Workspace.Artifacts.CopyTo(run, "a/b.txt", copy);
        Assert.Equal("text"u8.ToArray(), copy.ToArray());
        Assert.Equal(["registered", "registered", "promoted", "alias_removed"], other.Models.History("flights").Select(e => e.Kind));
        other.Models.Open(ModelReference.Parse("flights@champion")).Verify();
        await Task.CompletedTask;
    }

    static byte[] Tar(params (string Name, byte[] Content)[] entries)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var (name, content) in entries) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return bytes.ToArray();
    }
}

public sealed class MaintenanceOnSqliteTests() : MaintenanceTests(null);

public sealed class MaintenanceOnPostgresTests() : MaintenanceTests(PostgresServer.NewDatabase("SELECT 1"));
