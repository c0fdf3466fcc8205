using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Store;

/// <summary>What the other processes of <see cref="ProcessTests"/> do; apart from them, so that a killed child has no folder of its own to leave behind.</summary>
public sealed class ChildWork
{
    public static string NameOf(string method) => $"{typeof(ChildWork).FullName}.{method}";

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
}
