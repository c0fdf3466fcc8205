using System.Globalization;
using System.Text;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Store;

/// <summary>
/// What the files of a repository have beyond their commit, as a patch that <c>git apply</c> takes: the changes of tracked files,
/// and, as remarks before them, the names and hashes of new ones. Known secrets are left out, and files whose changes are large.
/// </summary>
public static class CodeDiff
{
    /// <summary>The largest patch that is kept.</summary>
    public const int MaxBytes = 1 << 20;

    const int LongestDiff = 16 << 20;
    const int LongestNames = 1 << 20;
    const int MostNames = 1000;
    const long LargestHashed = 64 << 20;
    const long LargestHashedInAll = 512 << 20;

    static readonly byte[] _fileStart = "\ndiff --git "u8.ToArray();

    /// <summary>The patch; null when the files are those of the commit, or git gives no answer.</summary>
    /// <inheritdoc cref="CodeVersion.Detect"/>
    public static byte[]? Of(string directory, CodeVersion? code, params IReadOnlyList<string> ignored)
    {
        directory = Path.GetFullPath(directory);
        if (code is not { IsDirty: true } || GitCommand.RepositoryOf(directory) is not { } repository) return null;
        string[] rest = [.. GitCommand.AllBut(repository, directory, ignored)];
        string[] diff = ["diff", code.Commit, "--binary", "--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "--ignore-submodules=dirty"];
        if (GitCommand.Run(directory, LongestDiff, [.. diff, .. rest]) is not { } changes) return null;
        if (GitCommand.Run(directory, LongestNames, ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", .. rest]) is not { } names) return null;
        var parts = Parts(changes);
        var kept = Kept(parts);
        var head = new StringBuilder($"# What the files have beyond commit {code.Commit}; `git apply` puts it back there.\n");
        foreach (var part in parts.Except(kept)) head.Append(CultureInfo.InvariantCulture, $"# left out, for it is large: {NameOf(changes.AsSpan(part.Start, part.Length))} ({part.Length} bytes of changes)\n");
        if (changes.Length == LongestDiff) head.Append(CultureInfo.InvariantCulture, $"# left out: what comes after the first {LongestDiff} bytes of changes\n");
        AddNew(head, repository, Encoding.UTF8.GetString(names).Split('\0', StringSplitOptions.RemoveEmptyEntries));
        return [.. Encoding.UTF8.GetBytes(Secrets.Redact(head.ToString())), .. kept.SelectMany(p => Redacted(changes.AsSpan(p.Start, p.Length).ToArray()))];
    }

    // The changes of each file: they begin a line that no other line of a patch looks like.
    static List<(int Start, int Length)> Parts(byte[] changes)
    {
        var parts = new List<(int Start, int Length)>();
        for (var start = 0; start < changes.Length;)
        {
            var next = changes.AsSpan(start).IndexOf(_fileStart);
            var end = next < 0 ? changes.Length : start + next + 1;
            parts.Add((start, end - start));
            start = end;
        }
        // What was cut off in the middle would not apply.
        if (changes.Length == LongestDiff && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
        return parts;
    }

    // The smallest first: one large file does not cost the others their place.
    static List<(int Start, int Length)> Kept(List<(int Start, int Length)> parts)
    {
        var left = MaxBytes;
        var kept = new List<(int Start, int Length)>();
        foreach (var part in parts.OrderBy(p => p.Length))
        {
            if ((left -= part.Length) < 0) break;
            kept.Add(part);
        }
        return [.. kept.OrderBy(p => p.Start)];
    }

    // Of `diff --git a/x b/x` what stands after its first two words.
    static string NameOf(ReadOnlySpan<byte> part)
    {
        var line = part[..(part.IndexOf((byte)'\n') is > 0 and var end ? end : part.Length)];
        return OneLine(Encoding.UTF8.GetString(line)["diff --git ".Length..]);
    }

    static void AddNew(StringBuilder head, string repository, string[] names)
    {
        var left = LargestHashedInAll;
        foreach (var name in names.Take(MostNames))
        {
            var file = new FileInfo(Path.Combine(repository, name));
            var isHashed = file is { Exists: true, LinkTarget: null } && file.Length <= LargestHashed && (left -= file.Length) >= 0;
            head.Append(CultureInfo.InvariantCulture, $"# new: {OneLine(name)}{(isHashed ? $" sha256 {HashOf(file)}" : "")}\n");
        }
        if (names.Length > MostNames) head.Append(CultureInfo.InvariantCulture, $"# and {names.Length - MostNames} more new files\n");
    }

    static string HashOf(FileInfo file)
    {
        try
        {
            using var stream = file.OpenRead();
            return ObjectHash.Of(stream);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    static string OneLine(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));

    // Bytes that are no UTF-8 are taken one by one, so that they come out as they went in.
    static byte[] Redacted(byte[] patch)
    {
        var encoding = System.Text.Unicode.Utf8.IsValid(patch) ? Encoding.UTF8 : Encoding.Latin1;
        return encoding.GetBytes(Secrets.Redact(encoding.GetString(patch)));
    }
}
