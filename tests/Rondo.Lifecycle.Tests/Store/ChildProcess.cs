using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Rondo.Lifecycle.Tests.Store;

/// <summary>Another process that works on a workspace: this test program, told to run one explicit test.</summary>
sealed class ChildProcess : IDisposable
{
    const string FolderVariable = "RONDO_TEST_WORKSPACE";
    const string CountVariable = "RONDO_TEST_COUNT";
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly StringBuilder _output = new();

    ChildProcess(Process process) => _process = process;

    /// <summary>The folder that a child works on; null in the parent.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(FolderVariable);

    public static int Count => int.Parse(Environment.GetEnvironmentVariable(CountVariable)!, CultureInfo.InvariantCulture);

    public int Id => _process.Id;

    public static ChildProcess Start(string method, string folder, int count) => Start([.. Command(method)], folder, count);

    /// <summary>Starts a child that finds a disk of one megabyte at that folder; it alone sees it. Null where that isn't allowed.</summary>
    public static ChildProcess? StartOnSmallDisk(string method, string folder)
    {
        string[] unshare = ["unshare", "--user", "--map-root-user", "--mount"];
        string[] mount = ["sh", "-c", "mount -t tmpfs -o size=1m tmpfs \"$0\" && exec \"$@\"", folder];
        try
        {
            using var trial = Start([.. unshare, .. mount, "true"], folder, 0);
            return trial.WaitForExit() == 0 ? Start([.. unshare, .. mount, .. Command(method)], folder, 0) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    // Started as `dotnet Tests.dll`, or as the program itself.
    static IEnumerable<string> Command(string method)
    {
        var program = Environment.ProcessPath!;
        yield return program;
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") yield return typeof(ChildProcess).Assembly.Location;
        foreach (var word in (string[])["-method", method, "-explicit", "only"]) yield return word;
    }

    static ChildProcess Start(string[] command, string folder, int count)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[FolderVariable] = folder;
        start.Environment[CountVariable] = count.ToString(CultureInfo.InvariantCulture);
        var child = new ChildProcess(Process.Start(start)!);
        child.Listen();
        return child;
    }

    void Listen()
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    void Keep(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(_patience), "The child didn't end in time.");
        if (_process.ExitCode != 0) TestContext.Current.TestOutputHelper?.WriteLine(_output.ToString());
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
