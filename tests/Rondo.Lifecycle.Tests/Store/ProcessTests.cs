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
        using var child = ChildProcess.StartOnSmallDisk(NameOf(nameof(Child_fills_its_disk)), disk);
        Assert.SkipWhen(child is null, "needs unshare and the right to mount a tmpfs of its own");

        Assert.Equal(0, child.WaitForExit());
    }

    [Fact(Explicit = true)]
    public void Child_fills_its_disk()
    {
        Assert.SkipWhen(ChildProcess.Folder is null, "works for the other tests, in a process of its own");
        var ballast = Path.Combine(ChildProcess.Folder!, "ballast");
        File.WriteAllBytes(ballast, new byte[200_000]);
        using var workspace = Workspace.Open(Path.Combine(ChildProcess.Folder!, ".rondo"));
        var package = TestWorkspace.Pack(workspace);
        var registered = 0;

        Expect.Mistake("disk_full", () =>
        {
            for (; registered < 10_000; registered++) workspace.Models.Register(package, new Registration(Success: true));
        });
        Expect.Mistake("disk_full", () => workspace.Objects.Put(new byte[1_000_000]));
        File.Delete(ballast);

        Assert.Equal(registered, workspace.Models.Versions("flights").Count);
        Assert.Equal(registered + 1, workspace.Models.Register(package, new Registration(Success: true)).Number);
    }

    [Fact(Explicit = true)]
    public void Child_registers_versions()
    {
        Assert.SkipWhen(ChildProcess.Folder is null, "works for the other tests, in a process of its own");
        using var workspace = Workspace.Open(ChildProcess.Folder!);
        for (var i = 0; i < ChildProcess.Count; i++)
        {
            var run = workspace.Runs.Start(TestWorkspace.SomeRun());
            workspace.Runs.LogMetric(run, "loss", i);
            // Large enough to be killed while it is written.
            var package = TestWorkspace.Pack(workspace, run: run, pipeline: run + new string('x', 300_000));
            var version = workspace.Models.Register(package, new Registration(Success: true));
            if (i % 2 == 1) workspace.Models.Promote(ModelReference.Version(version.Model, version.Number));
            workspace.Runs.Finish(run, RunStatus.Finished);
        }
    }

    public void Dispose() => _test.Dispose();

    ChildProcess Register(int count) =>
        ChildProcess.Start(NameOf(nameof(Child_registers_versions)), _test.Workspace.Folder, count);

    static string NameOf(string method) => $"{typeof(ProcessTests).FullName}.{method}";

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
