using System.Text.Json;

namespace Rondo.Lifecycle.Store.Snapshots;

/// <summary>Which data the runs read: the versions of each data set, and their tags. What it says outlives runs and rows.</summary>
public sealed class DataLog
{
    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal DataLog(StoreDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Records that a run read a snapshot, which must be stored before.</summary>
    public void Record(DataReading reading) => _database.Write(session =>
    {
        var sequence = session.Scalar<long>("UPDATE counters SET value = value + 1 WHERE name = 'data_log' RETURNING value");
        session.Execute("""
            INSERT INTO data_log (sequence, dataset, data_hash, time_us, source, keys_json, run_id)
            VALUES (@sequence, @Dataset, @DataHash, @now, @Source, @keys, @Run)
            """,
            new
            {
                sequence,
                reading.Dataset,
                reading.DataHash,
                now = _clock.NowMicroseconds,
                reading.Source,
                keys = JsonSerializer.Serialize([.. reading.Keys.Select(k => k.ToArray())], StoreJson.Default.StringArrayArray),
                reading.Run,
            });
    });

    /// <summary>The names of all data sets, in ordinal order.</summary>
    public IReadOnlyList<string> Datasets() => _database.Read(session => session.Query<string>("SELECT DISTINCT dataset FROM data_log ORDER BY dataset"));

    /// <summary>The versions of one data set, or of all, the newest first. Consecutive runs on the same data are one version.</summary>
    public IReadOnlyList<DataVersion> Versions(string? dataset = null) => _database.Read(session => Versions(session, dataset));

    internal static List<DataVersion> Versions(StoreSession session, string? dataset = null)
    {
        var tags = session.Query<TagRow>("SELECT tag, data_hash FROM data_tags ORDER BY tag").ToLookup(t => t.DataHash, t => t.Tag);
        var rows = session.Query<ReadingRow>($"""
            SELECT l.sequence, l.dataset, l.data_hash, l.time_us, l.source, l.keys_json, l.run_id, s.row_count, s.column_count, s.bytes, s.new_bytes, s.pruned_us
            FROM data_log l JOIN snapshots s ON s.data_hash = l.data_hash
            {(dataset is null ? "" : "WHERE l.dataset = @dataset")}
            ORDER BY l.sequence
            """,
            new { dataset });
        return [.. rows.GroupBy(r => r.Dataset).SelectMany(set => VersionsOf(set, tags)).OrderByDescending(v => v.Sequence).Select(v => v.Version)];
    }

    static IEnumerable<(long Sequence, DataVersion Version)> VersionsOf(IEnumerable<ReadingRow> readings, ILookup<string, string> tags)
    {
        var versions = new List<List<ReadingRow>>();
        foreach (var reading in readings)
        {
            if (versions.Count == 0 || versions[^1][0].DataHash != reading.DataHash) versions.Add([]);
            versions[^1].Add(reading);
        }
        for (var i = 0; i < versions.Count; i++)
        {
            var (first, last) = (versions[i][0], versions[i][^1]);
            yield return (last.Sequence, new DataVersion
            {
                Dataset = first.Dataset,
                DataHash = first.DataHash,
                Age = versions.Count - 1 - i,
                Time = StoreClock.FromMicroseconds(first.TimeUs),
                Source = last.Source,
                Keys = JsonSerializer.Deserialize(last.KeysJson, StoreJson.Default.StringArrayArray)!,
                Rows = first.RowCount,
                Columns = first.ColumnCount,
                Bytes = first.Bytes,
                NewBytes = first.NewBytes,
                Runs = [.. versions[i].Select(r => r.RunId).OfType<string>()],
                Tags = [.. tags[first.DataHash]],
                Pruned = StoreClock.FromMicroseconds(first.PrunedUs),
            });
        }
    }

    /// <summary>The tags and what they stand for.</summary>
    public IReadOnlyDictionary<string, string> Tags() => _database.Read(session =>
        session.Query<TagRow>("SELECT tag, data_hash FROM data_tags").ToDictionary(t => t.Tag, t => t.DataHash, StringComparer.Ordinal));

    /// <summary>The hashes of all snapshots that are there and begin so.</summary>
    public IReadOnlyList<string> Hashes(string prefix = "") => _database.Read(session =>
        session.Query<string>("SELECT data_hash FROM snapshots WHERE data_hash LIKE @pattern ORDER BY created_us DESC", new { pattern = prefix + "%" }));

    /// <summary>Gives a snapshot a name, which protects it from pruning.</summary>
    /// <returns>What the tag stood for before.</returns>
    public string? Tag(string tag, string dataHash) => _database.Write(session =>
    {
        var before = session.First<string>("SELECT data_hash FROM data_tags WHERE tag = @tag", new { tag });
        session.Execute("""
            INSERT INTO data_tags (tag, data_hash, created_us) VALUES (@tag, @dataHash, @now)
            ON CONFLICT (tag) DO UPDATE SET data_hash = excluded.data_hash, created_us = excluded.created_us
            """,
            new { tag, dataHash, now = _clock.NowMicroseconds });
        return before;
    });

    /// <summary>False when there was no such tag.</summary>
    public bool RemoveTag(string tag) => _database.Write(session => session.Execute("DELETE FROM data_tags WHERE tag = @tag", new { tag }) == 1);

    sealed class TagRow
    {
        public string Tag { get; set; } = "";
        public string DataHash { get; set; } = "";
    }

    sealed class ReadingRow
    {
        public long Sequence { get; set; }
        public string Dataset { get; set; } = "";
        public string DataHash { get; set; } = "";
        public long TimeUs { get; set; }
        public string Source { get; set; } = "";
        public string KeysJson { get; set; } = "";
        public string? RunId { get; set; }
        public long RowCount { get; set; }
        public long ColumnCount { get; set; }
        public long Bytes { get; set; }
        public long NewBytes { get; set; }
        public long? PrunedUs { get; set; }
    }
}
