namespace Rondo.Deploy.PredictionLog;

/// <summary>A segment of the log in its folder.</summary>
/// <param name="Name">Without its endings; names sort by time.</param>
/// <param name="IsOpen">Whether a server adds to it, or died while it did.</param>
public sealed record LogSegmentFile(string Path, string Name, bool IsOpen)
{
    /// <summary>Whether it is still there, under this name or that of a closed segment.</summary>
    public bool Exists() => File.Exists(Path) || (IsOpen && File.Exists(Path[..^SegmentFormat.OpenSuffix.Length]));
}
