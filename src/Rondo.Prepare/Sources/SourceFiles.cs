using System.IO.Enumeration;
using System.Text;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources;

/// <summary>The files that paths and globs name: those of one glob sorted by their path's characters.</summary>
public static class SourceFiles
{
    /// <exception cref="RondoException">There is none, or it is a folder.</exception>
    public static IReadOnlyList<string> Of(SourceSpec spec)
    {
        if (spec.Paths.Count == 0) throw new RondoException("missing_file", "The source names no file.");
        return [.. spec.Paths.SelectMany(path => Of(path, spec.Folder)).Distinct(StringComparer.Ordinal)];
    }

    static List<string> Of(string source, string? folder)
    {
        if (string.IsNullOrWhiteSpace(source)) throw new RondoException("missing_file", "The source's path is empty.");
        if (source.Contains('\0', StringComparison.Ordinal)) throw new RondoException("missing_file", "The source's path contains a NUL character.");
        // ".." would take the wildcard's folder away before anything is matched.
        if (source.Split('/').SkipWhile(s => !IsGlob(s)).Contains("..", StringComparer.Ordinal))
            throw new RondoException(new Mistake("bad_pattern", "The pattern goes up ('..') after a wildcard.") { File = source, Hint = "Write the folder that is meant in front of the first wildcard." });
        var path = Path.GetFullPath(source, Path.GetFullPath(folder ?? "."));
        if (File.Exists(path)) return [path];
        if (Directory.Exists(path))
            throw new RondoException(new Mistake("is_a_folder", "The source is a folder, not a file.") { File = path, Hint = $"Name its files: {source.TrimEnd('/')}/*.csv" });
        return IsGlob(source) ? Matches(path) : throw Absent(path);
    }

    static bool IsGlob(string path) => path.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    static List<string> Matches(string pattern)
    {
        var segments = pattern.Split('/');
        var literal = 0;
        while (!IsGlob(segments[literal])) literal++;
        var root = string.Join('/', segments[..literal]) + "/";
        var files = new List<string>();
        if (Directory.Exists(root))
        {
            var matcher = ToRegex(segments.AsSpan(literal));
            files.AddRange(Below(root, segments.AsSpan(literal)).Where(file => matcher.IsMatch(file.AsSpan(root.Length))));
            files.Sort(StringComparer.Ordinal);
        }
        if (files.Count > 0) return files;
        throw new RondoException(new Mistake("no_match", "No file matches the pattern.") { File = pattern, Hint = $"The search began in {root}." });
    }

    // As in a shell, "**" follows no links: one that leads back would give the same rows again and again.
    static FileSystemEnumerable<string> Below(string root, ReadOnlySpan<string> segments)
    {
        var isEndless = segments.Contains("**");
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = segments.Length > 1,
            MaxRecursionDepth = isEndless ? int.MaxValue : segments.Length - 1,
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = false,
        };
        return new FileSystemEnumerable<string>(root, (ref entry) => entry.ToSpecifiedFullPath(), options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => !isEndless || !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
    }

    // Names that begin with a dot are hidden, as in a shell.
    static Regex ToRegex(ReadOnlySpan<string> segments)
    {
        var text = new StringBuilder("^");
        for (var s = 0; s < segments.Length; s++)
        {
            var isLast = s == segments.Length - 1;
            if (segments[s] == "**")
            {
                text.Append(isLast ? "(?:[^./][^/]*/)*[^./][^/]*" : "(?:[^./][^/]*/)*");
                continue;
            }
            AppendSegment(text, segments[s]);
            if (!isLast) text.Append('/');
        }
        return new Regex(text.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    static void AppendSegment(StringBuilder text, string segment)
    {
        for (var i = 0; i < segment.Length; i++)
        {
            var close = segment[i] == '[' ? segment.IndexOf(']', i + 2 <= segment.Length ? i + 2 : i) : -1;
            if (close > 0)
            {
                var set = segment[(i + 1)..close].Replace("\\", "\\\\", StringComparison.Ordinal);
                text.Append('[').Append(set[0] == '!' ? "^/" + set[1..] : set).Append(']');
                i = close;
                continue;
            }
            var hidden = i == 0 ? "[^./]" : "[^/]";
            text.Append(segment[i] switch
            {
                '*' => i == 0 ? "(?:[^./][^/]*)?" : "[^/]*",
                '?' => hidden,
                _ => Regex.Escape(segment[i].ToString()),
            });
        }
    }

    static RondoException Absent(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "/";
        if (!Directory.Exists(folder))
            return new RondoException(new Mistake("missing_file", "There is no such file; its folder is missing too.") { File = path });
        var names = Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToArray();
        return new RondoException(new Mistake("missing_file", "There is no such file.")
        {
            File = path,
            Hint = Spelling.DidYouMean(Path.GetFileName(path), names),
        });
    }
}
