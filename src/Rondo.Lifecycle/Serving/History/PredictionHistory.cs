using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>
/// The whole log of predictions: what was sealed to Parquet, and the segments that servers write. Every prediction is read once, whatever is being sealed meanwhile.
/// </summary>
/// <param name="folder">The log's folder.</param>
public sealed class PredictionHistory(string folder)
{
    const string LockName = "sealing.lock";

    // Clocks of file systems and of those who answer may differ.
    static readonly TimeSpan s_margin = TimeSpan.FromHours(1);

    /// <summary>Every request, segment by segment from the oldest on, each in the order of its answers.</summary>
    /// <param name="since">Segments that were closed well before then are left out; earlier requests of the others come all the same.</param>
    /// <exception cref="RondoException">A part of the log is damaged, or of a newer version.</exception>
    public IEnumerable<LoggedRequest> Read(DateTimeOffset? since = null) => ReadSources(_ => true, since);

    /// <summary>The request that a prediction was of, and its row there; null when the log has no such prediction.</summary>
    public (LoggedRequest Request, int Row)? Find(PredictionIds id)
    {
        var text = id.At(0);
        foreach (var request in ReadSources(header => Holds(header, text, text)))
            if (request.FirstId.RowOf(id, request.Rows) is { } row) return (request, row);
        return null;
    }

    /// <summary>Of these predictions those that the log has, with the model, the version and the time of each.</summary>
    /// <param name="ids">As they are written, 32 hexadecimal digits.</param>
    public IReadOnlyDictionary<string, KnownPrediction> Find(IReadOnlyCollection<string> ids)
    {
        var found = new Dictionary<string, KnownPrediction>(StringComparer.Ordinal);
        if (ids.Count == 0) return found;
        var (first, last) = (ids.Min(StringComparer.Ordinal)!, ids.Max(StringComparer.Ordinal)!);
        // Of one request all ids begin alike, so that most requests are passed over without looking at their rows.
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var starts = ids.Where(i => i.Length == 32).Select(i => PredictionIds.Parse(i)?.High).OfType<ulong>().ToHashSet();
        foreach (var request in ReadSources(header => Holds(header, first, last)))
        {
            if (!starts.Contains(request.FirstId.High)) continue;
            for (var row = 0; row < request.Rows; row++)
                if (wanted.Contains(request.IdOf(row))) found[request.IdOf(row)] = new KnownPrediction(request.Schema, request.EventTime);
        }
        return found;
    }

    /// <summary>A model's predictions of events within a time, version by version.</summary>
    /// <param name="from">The first time that belongs to it; null for the beginning.</param>
    /// <param name="to">The first time that no longer does; null for the end.</param>
    /// <param name="most">From so many rows on nothing older is read: the log of a busy server is larger than what anybody can look at.</param>
    public IReadOnlyList<LoggedRows> Rows(string model, DateTimeOffset? from = null, DateTimeOffset? to = null, int most = int.MaxValue, CancellationToken cancellation = default)
    {
        var parts = new List<LoggedRows>();
        var count = 0L;
        bool IsWithin(DateTimeOffset time) => (from is null || time >= from) && (to is null || time < to);
        foreach (var source in Sources().Reverse())
        {
            cancellation.ThrowIfCancellationRequested();
            if (count >= most) break;
            if (source.Segment is { } segment)
            {
                var found = new Dictionary<int, LoggedRowsBuilder>();
                foreach (var request in segment.Where(r => r.Schema.Model == model && IsWithin(r.EventTime))) BuilderOf(found, request.Schema.Version, request.Schema, schema => new LoggedRowsBuilder(schema)).Add(request);
                parts.InsertRange(0, found.Values.Select(b => b.Build()));
                count += found.Values.Sum(b => (long)b.Count);
                continue;
            }
            var header = source.File!.Header();
            if (header.Schema.Model != model || (from is { } first && header.LastEvent < first) || (to is { } end && header.FirstEvent >= end)) continue;
            var table = source.File.Rows();
            if (!IsWithin(header.FirstEvent) || !IsWithin(header.LastEvent)) table = table.Take(Within(((IntegerColumn)table[SealedTable.EventTime]).Values, from, to));
            if (table.RowCount > 0) parts.Insert(0, LoggedRows.Of(header.Schema, table));
            count += table.RowCount;
        }
        // A version's columns are the same always, but for what was masked meanwhile.
        return [.. parts.GroupBy(p => (p.Schema.Version, Columns: string.Join('\n', p.Schema.Columns.Select(c => c.Name)))).OrderBy(g => g.Key.Version).Select(g => LoggedRows.Join([.. g]))];
    }

    /// <summary>The first and the last event that a model predicted; null when the log has none.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Span(string model)
    {
        (DateTimeOffset First, DateTimeOffset Last)? span = null;
        void Reach(DateTimeOffset first, DateTimeOffset last) => span = span is { } known ? (first < known.First ? first : known.First, last > known.Last ? last : known.Last) : (first, last);
        foreach (var (segment, file) in Sources())
        {
            if (segment is null && file!.Header() is { } header)
            {
                if (header.Schema.Model != model) continue;
                if (header.FirstEvent > DateTimeOffset.MinValue) Reach(header.FirstEvent, header.LastEvent);
                else
                    foreach (var request in file.Read()) Reach(request.EventTime, request.EventTime);
            }
            else
                foreach (var request in segment!.Where(r => r.Schema.Model == model)) Reach(request.EventTime, request.EventTime);
        }
        return span;
    }

    // Segments that are whole and sealed files, each prediction in one of them, from the oldest on.
    IEnumerable<(IEnumerable<LoggedRequest>? Segment, SealedFile? File)> Sources(DateTimeOffset? since = null)
    {
        var segments = PredictionLogReader.Segments(folder).Where(s => s.IsOpen || !IsBefore(s.Path, since)).ToDictionary(s => s.Name, StringComparer.Ordinal);
        var files = SealedFile.In(folder).Where(f => !IsBefore(f.Path, since)).ToLookup(f => f.Segment, StringComparer.Ordinal);
        foreach (var name in segments.Keys.Union(files.Select(f => f.Key)).Order(StringComparer.Ordinal))
        {
            // A segment says all until it is gone; from then on its sealed files do, which may have come meanwhile.
            if (segments.TryGetValue(name, out var segment) && segment.Exists()) yield return (PredictionLogReader.ReadSegment(segment.Path), null);
            else
                foreach (var file in segment is null ? files[name] : SealedFile.In(folder).Where(f => f.Segment == name)) yield return (null, file);
        }
    }

    static int[] Within(long[] times, DateTimeOffset? from, DateTimeOffset? to)
    {
        var (low, high) = (from is { } first ? Store.StoreClock.ToMicroseconds(first) : long.MinValue, to is { } end ? Store.StoreClock.ToMicroseconds(end) : long.MaxValue);
        return [.. Enumerable.Range(0, times.Length).Where(row => times[row] >= low && times[row] < high)];
    }

    static bool Holds(SealedHeader header, string first, string last) =>
        string.CompareOrdinal(header.FirstId, last) <= 0 && string.CompareOrdinal(header.LastId, first) >= 0;

    IEnumerable<LoggedRequest> ReadSources(Func<SealedHeader, bool> wanted, DateTimeOffset? since = null) =>
        Sources(since).SelectMany(s => s.Segment ?? (wanted(s.File!.Header()) ? s.File.Read() : []));

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
            var found = new Dictionary<(string, int), SealedTableBuilder>();
            foreach (var request in PredictionLogReader.ReadSegment(segment.Path)) BuilderOf(found, (request.Schema.Model, request.Schema.Version), request.Schema, schema => new SealedTableBuilder(schema)).Add(request);
            foreach (var requests in found.Values) SealedFile.Write(folder, segment, requests, cancellation);
            File.Delete(segment.Path);
            count++;
        }
        return count;
    }

    // Within a segment a version has one schema: what is masked is said when a server starts.
    static TBuilder BuilderOf<TKey, TBuilder>(Dictionary<TKey, TBuilder> builders, TKey key, LoggedSchema schema, Func<LoggedSchema, TBuilder> make) where TKey : notnull =>
        builders.TryGetValue(key, out var known) ? known : builders[key] = make(schema);

    // A file's time is that of its last change; sealing keeps it.
    static bool IsBefore(string path, DateTimeOffset? since) => since is { } time && File.GetLastWriteTimeUtc(path) < time.UtcDateTime - s_margin;

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

/// <summary>A prediction that the log has.</summary>
/// <param name="Time">When what it is about happened.</param>
public sealed record KnownPrediction(LoggedSchema Schema, DateTimeOffset Time);
