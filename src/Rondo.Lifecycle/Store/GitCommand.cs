using System.ComponentModel;
using System.Diagnostics;

namespace Rondo.Lifecycle.Store;

/// <summary>Questions to git that run no program of the repository's choice, take no locks and write nothing.</summary>
static class GitCommand
{
    static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    // A configured monitor would be run; the other settings would change the form of what is read.
    static readonly string[] _settings = ["core.fsmonitor=false", "diff.noprefix=false", "diff.mnemonicPrefix=false", "diff.relative=false", "core.quotePath=true"];
    static readonly string[] _variables = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF"];

    /// <summary>The nearest folder around this one that is a repository, or null.</summary>
    public static string? RepositoryOf(string directory)
    {
        for (var current = Path.GetFullPath(directory); current is not null; current = Path.GetDirectoryName(current))
            if (Path.Exists(Path.Combine(current, ".git"))) return current;
        return null;
    }

    /// <summary>Words for the end of a command: the whole repository but these files. git refuses a path outside of it, where nothing could differ anyway.</summary>
    public static IEnumerable<string> AllBut(string repository, string directory, IEnumerable<string> ignored) =>
    [
        "--", ":(top)",
        .. ignored.Select(path => Path.GetFullPath(path, directory))
            .Where(path => !Path.GetRelativePath(repository, path).StartsWith("..", StringComparison.Ordinal))
            .Select(path => $":(exclude,literal){Path.GetRelativePath(directory, path).Replace('\\', '/')}"),
    ];

    /// <summary>What git prints, up to so many bytes; null when there is no git, it fails, or gives no answer in time.</summary>
    public static byte[]? Run(string directory, int maxBytes, params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var setting in _settings)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(setting);
        }
        foreach (var word in words) start.ArgumentList.Add(word);
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        foreach (var name in _variables) start.Environment.Remove(name);
        try
        {
            return Run(start, maxBytes);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    static byte[]? Run(ProcessStartInfo start, int maxBytes)
    {
        using var git = Process.Start(start)!;
        git.StandardInput.Close();
        var errors = git.StandardError.ReadToEndAsync();
        var output = Read(git.StandardOutput.BaseStream, maxBytes);
        var isWhole = Task.WhenAny(output, Task.Delay(_timeout)).Result == output && output.Result.Length < maxBytes;
        if (isWhole && git.WaitForExit(_timeout))
        {
            errors.Wait();
            return git.ExitCode == 0 ? output.Result : null;
        }
        git.Kill(entireProcessTree: true);
        return output.IsCompletedSuccessfully && output.Result.Length == maxBytes ? output.Result : null;
    }

    static async Task<byte[]> Read(Stream stream, int maxBytes)
    {
        var bytes = new MemoryStream();
        var block = new byte[1 << 16];
        while (bytes.Length < maxBytes && await stream.ReadAsync(block.AsMemory(0, (int)Math.Min(block.Length, maxBytes - bytes.Length))).ConfigureAwait(false) is > 0 and var read)
            bytes.Write(block, 0, read);
        return bytes.ToArray();
    }
}
