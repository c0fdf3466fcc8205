using Microsoft.Data.Sqlite;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Store;

public sealed class ProcessTests : IDisposable
{
    readonly TestWorkspace _test = new();

    [Fact]
    public void Two_processes_that_register_at_once_give_consecutive_versions()
    {
        using (var first = Register(15))
        using (var second = Register(15))
            Assert.Equal((0, 0), (first.WaitForExit(), second.WaitForExit()));

        Assert.Equal(Enumerable.Range(1, 30).Reverse(), _test.Models.Versions("flights").Select(v => v.Number));
        Assert.Equal(30, _test.Runs.List(new RunFilter { Limit = 100, Status = RunStatus.Finished }).Count);
    }

    [Fact]
    public void A_process_that_is_killed_at_any_moment_leaves_a_whole_store()
    {
        var random = new Random(20260301);
        for (var kill = 0; kill < 4; kill++)
        {
            var before = _test.Workspace.ChangeSequence();
            int id;
            using (var child = Register(int.MaxValue))
            {
                id = child.Id;
                child.WaitFor(() => _test.Workspace.ChangeSequence() > before);
                Thread.Sleep(random.Next(60));
                child.Kill();
            }
            CheckThatNothingIsHalf(id);
        }
    }

    [Fact]
    public void A_disk_that_fills_up_is_reported_and_once_there_is_space_the_work_goes_on()
    {
        var disk = Path.Combine(_test.Root, "disk");
        Directory.CreateDirectory(disk);
        using var child = ChildProcess.StartOnSmallDisk(ChildWork.NameOf(nameof(ChildWork.Child_fills_its_disk)), disk);
        Assert.SkipWhen(child is null, "needs unshare and the right to mount a tmpfs of its own");

        Assert.Equal(0, child.WaitForExit());
    }

    public void Dispose() => _test.Dispose();

    ChildProcess Register(int count) =>
        ChildProcess.Start(ChildWork.NameOf(nameof(ChildWork.Child_registers_versions)), _test.Workspace.Folder, count);

    void CheckThatNothingIsHalf(int processId)
    {
        using var next = Workspace.Open(_test.Workspace.Folder);
        next.Runs.MarkKilled();
        Assert.Empty(next.Runs.List(new RunFilter { Status = RunStatus.Running }));
        Assert.All(next.Runs.List(new RunFilter { Status = RunStatus.Killed }), run => Assert.NotNull(run.Ended));

        var versions = next.Models.Versions("flights");
        Assert.Equal(Enumerable.Range(1, versions.Count).Reverse(), versions.Select(v => v.Number));
        foreach (var version in versions) next.Models.Open(version).Verify();
        Assert.Equal(versions.Count, next.Models.History("flights").Count(e => e.Kind == "registered"));
        Assert.Contains(next.Models.Get(ModelReference.Parse("flights@champion")).Number, versions.Select(v => v.Number));

        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(next.Folder, "tmp")),
            path => Path.GetFileName(path).Split('-')[1] == processId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("ok", IntegrityCheck());
        // The store isn't only whole but usable.
        Assert.Equal(versions.Count + 1, next.Models.Register(TestWorkspace.Pack(next), new Registration(Success: true)).Number);
    }

    string IntegrityCheck()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_test.Workspace.Folder, "store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string)command.ExecuteScalar()!;
    }
}
