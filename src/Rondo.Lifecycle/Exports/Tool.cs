using System.ComponentModel;
using System.Diagnostics;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Exports;

/// <summary>A program of this machine that an export can be tried with.</summary>
public sealed class Tool
{
    const int TextFileBusy = 26;
    const int MostAttempts = 100;

    Tool(string path) => Path = path;

    public string Path { get; }

    /// <summary>The first of these programs that is there.</summary>
    public static Tool? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
                if (File.Exists(System.IO.Path.Combine(folder, name))) return new Tool(System.IO.Path.Combine(folder, name));
        return null;
    }

    /// <summary>The program in this file.</summary>
    public static Tool At(string path) => new(System.IO.Path.GetFullPath(path));

    /// <summary>Runs it to its end and gives what it wrote.</summary>
    /// <exception cref="RondoException">It failed; has its words.</exception>
    public string Run(string folder, CancellationToken cancellation, params IEnumerable<string> arguments) => Run(folder, null, cancellation, arguments);

    /// <summary>The same for a program that reads its standard input.</summary>
    /// <param name="feed">Writes what it reads; null for nothing to read.</param>
    public string Run(string folder, Action<Stream>? feed, CancellationToken cancellation, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path, arguments) { WorkingDirectory = folder, RedirectStandardInput = feed is not null, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Start(start);
        using var ending = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var fed = feed is null ? Task.CompletedTask : Task.Run(() => Feed(process, feed), CancellationToken.None);
        var output = process.StandardOutput.ReadToEnd();
        fed.Wait(CancellationToken.None);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new RondoException("export_failed", $"{System.IO.Path.GetFileName(Path)} ended with {process.ExitCode} on the export: {errors.Result.Trim()}");
        return output;
    }

    // A program that was just written is busy for as long as a child that another thread starts meanwhile holds its descriptor.
    static Process Start(ProcessStartInfo start)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
            }
            catch (Win32Exception e) when (e.NativeErrorCode == TextFileBusy && attempt < MostAttempts)
            {
                Thread.Sleep(20);
            }
        }
    }

    static void Feed(Process process, Action<Stream> feed)
    {
        try
        {
            using var input = process.StandardInput.BaseStream;
            feed(input);
        }
        catch (IOException)
        {
            // It ended before it had read everything; its exit code tells why.
        }
    }
}
