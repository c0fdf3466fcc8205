using System.Text;

namespace Rondo.Lifecycle.Store;

/// <summary>The git commit that a run's files come from, and whether they differ from it.</summary>
public sealed record CodeVersion(string Commit, bool IsDirty)
{
    const int LongestStatus = 16 << 20;

    public override string ToString() => IsDirty ? Commit + "+dirty" : Commit;

    /// <summary>Asks git about a directory; null when there is no git, no repository, no commit, or no answer in time.</summary>
    /// <param name="ignored">Files that don't make the code dirty: those that the run itself writes, such as the inferred schema.</param>
    public static CodeVersion? Detect(string directory, params IReadOnlyList<string> ignored)
    {
        directory = Path.GetFullPath(directory);
        if (GitCommand.RepositoryOf(directory) is not { } repository) return null;
        string[] words = ["status", "--porcelain=v2", "--branch", "--untracked-files=all", "-z", .. GitCommand.AllBut(repository, directory, ignored)];
        return GitCommand.Run(directory, LongestStatus, words) is { } status ? Parse(Encoding.UTF8.GetString(status)) : null;
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
