using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>
/// The whole log of predictions: what was sealed to Parquet, and the segments that servers write. Every prediction is read once, whatever is being sealed meanwhile.
/// </summary>
/// <param name="folder">The log's folder.</param>
public sealed class PredictionHistory(string folder)
{
    const string LockName = "sealing.lock";

    /// <summary>Every request, segment by segment from the oldest on, each in the order of its answers.</summary>
    /// <exception cref="RondoException">A part of the log is damaged, or of a newer version.</exception>
    public IEnumerable<LoggedRequest> Read()
    {
        var segments = PredictionLogReader.Segments(folder).ToDictionary(s => s.Name, StringComparer.Ordinal);
        var files = SealedFile.In(folder).ToLookup(f => f.Segment, StringComparer.Ordinal);
        foreach (var name in segments.Keys.Union(files.Select(f => f.Key)).Order(StringComparer.Ordinal))
        {
            // A segment says all until it is gone; from then on its sealed files do, which may have come meanwhile.
            var requests = !segments.TryGetValue(name, out var segment) ? files[name].SelectMany(f => f.Read())
                : segment.Exists() ? PredictionLogReader.ReadSegment(segment.Path)
                : SealedFile.In(folder).Where(f => f.Segment == name).SelectMany(f => f.Read());
            foreach (var request in requests) yield return request;
        }
    }

    /// <summary>The request that a prediction was of, and its row there; null when the log has no such prediction.</summary>
    public (LoggedRequest Request, int Row)? Find(PredictionIds id)
    {
        foreach (var request in Read())
            if (request.FirstId.RowOf(id, request.Rows) is { } row) return (request, row);
        return null;
    }

    /// <summary>Writes every closed segment as Parquet files, one for each version, and removes it once they are on the disk.</summary>
    /// <returns>How many segments were sealed; 0 when another process is at it.</returns>
    /// <exception cref="RondoException">A segment is damaged; those before it are sealed.</exception>
    public int Seal(CancellationToken cancellation = default)
    {
        if (!Directory.Exists(folder)) return 0;
        using var alone = TryLock();
        if (alone is null) return 0;
        var count = 0;
        foreach (var segment in PredictionLogReader.Segments(folder).Where(s => !s.IsOpen))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var requests in PredictionLogReader.ReadSegment(segment.Path).GroupBy(r => (r.Schema.Model, r.Schema.Version)))
                SealedFile.Write(folder, segment, [.. requests], cancellation);
            File.Delete(segment.Path);
            count++;
        }
        return count;
    }

    FileStream? TryLock()
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
