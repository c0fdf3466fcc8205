using System.ComponentModel;
using System.Diagnostics;

namespace Rondo.Lifecycle.Store;

/// <summary>The git commit that a run's files come from, and whether they differ from it.</summary>
public sealed record CodeVersion(string Commit, bool IsDirty)
{
    static readonly TimeSpan _timeout = TimeSpan.FromSeconds(3);

    public override string ToString() => IsDirty ? Commit + "+dirty" : Commit;

    /// <summary>Asks git about a directory; null when there is no git, no repository, no commit, or no answer in time.</summary>
    /// <param name="ignored">Files that don't make the code dirty: those that the run itself writes, such as the inferred schema.</param>
    public static CodeVersion? Detect(string directory, params IReadOnlyList<string> ignored)
    {
        directory = Path.GetFullPath(directory);
        if (RepositoryOf(directory) is not { } repository) return null;
        return Status(directory, PathsInside(repository, directory, ignored)) is { } status ? Parse(status) : null;
    }

    static string? RepositoryOf(string directory)
    {
        for (var current = directory; current is not null; current = Path.GetDirectoryName(current))
            if (Path.Exists(Path.Combine(current, ".git"))) return current;
        return null;
    }

    // git refuses a path outside of the repository, where nothing could make it dirty anyway.
    static IEnumerable<string> PathsInside(string repository, string directory, IReadOnlyList<string> paths) => paths
        .Select(path => Path.GetFullPath(path, directory))
        .Where(path => !Path.GetRelativePath(repository, path).StartsWith("..", StringComparison.Ordinal))
        .Select(path => Path.GetRelativePath(directory, path).Replace('\\', '/'));

    static string? Status(string directory, IEnumerable<string> ignored)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        // A configured monitor would run a program of the repository's choice.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("core.fsmonitor=false");
        foreach (var word in (string[])["status", "--porcelain=v2", "--branch", "--untracked-files=all", "-z", "--", ":(top)"])
            start.ArgumentList.Add(word);
        foreach (var path in ignored) start.ArgumentList.Add($":(exclude,literal){path}");
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        foreach (var name in (string[])["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"]) start.Environment.Remove(name);
        return Run(start);
    }

    static string? Run(ProcessStartInfo start)
    {
        try
        {
            using var git = Process.Start(start)!;
            git.StandardInput.Close();
            var output = git.StandardOutput.ReadToEndAsync();
            var errors = git.StandardError.ReadToEndAsync();
            if (!git.WaitForExit(_timeout))
            {
                git.Kill(entireProcessTree: true);
                return null;
            }
            Task.WaitAll(output, errors);
            return git.ExitCode == 0 ? output.Result : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    static CodeVersion? Parse(string status)
    {
        const string Head = "# branch.oid ";
        string? commit = null;
        var isDirty = false;
        foreach (var entry in status.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.StartsWith(Head, StringComparison.Ordinal)) commit = entry[Head.Length..];
            else if (!entry.StartsWith("# ", StringComparison.Ordinal)) isDirty = true;
        }
        return commit is null or "(initial)" ? null : new CodeVersion(commit, isDirty);
    }
}
