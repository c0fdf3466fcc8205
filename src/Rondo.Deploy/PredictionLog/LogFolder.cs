namespace Rondo.Deploy.PredictionLog;

/// <summary>The segments in a folder.</summary>
static class LogFolder
{
    // A process that died leaves its segment open. Whoever writes touches its segment more often than this.
    static readonly TimeSpan _abandoned = TimeSpan.FromHours(1);

    /// <summary>All segments, the oldest first, those that are being written too.</summary>
    public static IReadOnlyList<FileInfo> Segments(string folder) => !Directory.Exists(folder) ? [] :
        [.. new DirectoryInfo(folder).EnumerateFiles($"*{SegmentFormat.Extension}*")
            .Where(f => f.Name.EndsWith(SegmentFormat.Extension, StringComparison.Ordinal) || f.Name.EndsWith(SegmentFormat.Extension + SegmentFormat.OpenSuffix, StringComparison.Ordinal))
            .OrderBy(f => f.Name, StringComparer.Ordinal)];

    // What Lifecycle made of closed segments, under their names.
    static IEnumerable<FileInfo> Sealed(string folder)
    {
        var all = new DirectoryInfo(Path.Combine(folder, "sealed"));
        return all.Exists ? all.EnumerateFiles("*", SearchOption.AllDirectories) : [];
    }

    /// <summary>Removes closed segments, and what was made of them, that are too old, or too many bytes with the others.</summary>
    public static void Clean(string folder, PredictionLogOptions options)
    {
        var now = options.Clock.GetUtcNow();
        FileInfo[] segments = [.. Segments(folder).Concat(Sealed(folder)).OrderBy(f => f.Name, StringComparer.Ordinal)];
        var bytes = segments.Sum(s => s.Length);
        foreach (var segment in segments)
        {
            var isOpen = segment.Name.EndsWith(SegmentFormat.OpenSuffix, StringComparison.Ordinal);
            if (isOpen && now - segment.LastWriteTimeUtc < _abandoned) continue;
            if (bytes <= options.MaxBytes && now - segment.LastWriteTimeUtc < options.Retain) continue;
            bytes -= segment.Length;
            segment.Delete();
        }
    }
}
