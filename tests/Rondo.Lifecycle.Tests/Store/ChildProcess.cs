using System.Diagnostics;

namespace Rondo.Lifecycle.Tests.Store;

/// <summary>Another process that works on a workspace: this test program, told to run one explicit test.</summary>
sealed class ChildProcess : IDisposable
{
    const string FolderVariable = "RONDO_TEST_WORKSPACE";
    const string CountVariable = "RONDO_TEST_COUNT";
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    readonly Process _process;

    ChildProcess(Process process) => _process = process;

    /// <summary>The folder that a child works on; null in the parent.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(FolderVariable);

    public static int Count => int.Parse(Environment.GetEnvironmentVariable(CountVariable)!, System.Globalization.CultureInfo.InvariantCulture);

    public int Id => _process.Id;

    public static ChildProcess Start(string method, string folder, int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Started as `dotnet Tests.dll`, or as the program itself.
        var assembly = typeof(ChildProcess).Assembly.Location;
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(assembly);
        foreach (var word in (string[])["-method", method, "-explicit", "only"]) start.ArgumentList.Add(word);
        start.Environment[FolderVariable] = folder;
        start.Environment[CountVariable] = count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process);
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(_patience), "The child didn't end in time.");
        return _process.ExitCode;
    }

    /// <summary>Waits until the child has done something that can be seen from here.</summary>
    public void WaitFor(Func<bool> isDone)
    {
        var clock = Stopwatch.StartNew();
        while (!isDone())
        {
            Assert.False(_process.HasExited, "The child ended early.");
            Assert.True(clock.Elapsed < _patience, "The child did nothing in time.");
            Thread.Sleep(5);
        }
    }

    /// <summary>Ends the child at once, without a chance to tidy up.</summary>
    public void Kill()
    {
        _process.Kill();
        Assert.True(_process.WaitForExit(_patience));
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
