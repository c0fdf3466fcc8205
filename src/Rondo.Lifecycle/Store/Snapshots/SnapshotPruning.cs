using System.Text.Json;
using Rondo.Prepare.Snapshots.Chunks;

namespace Rondo.Lifecycle.Store.Snapshots;

/// <summary>
/// Removes old versions of data and the chunks that no snapshot uses. Whoever writes or reads a snapshot holds a lease before he looks for chunks;
/// objects are deleted only in a transaction that sees no such lease, so nothing goes that somebody relies on.
/// </summary>
public sealed class SnapshotPruning
{
    const int Batch = 64;

    readonly StoreDatabase _database;
    readonly ObjectStore _objects;
    readonly SnapshotLeases _leases;
    readonly TimeProvider _clock;

    internal SnapshotPruning(StoreDatabase database, ObjectStore objects, SnapshotLeases leases, TimeProvider clock)
    {
        _database = database;
        _objects = objects;
        _leases = leases;
        _clock = clock;
    }

    public PruneResult Run(PruneOptions options, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Keep ?? 1, 1, nameof(options));
        var (removed, kept) = _database.Write(session => RemoveVersions(session, options));
        // Those without a version: a killed run's, or of rows that were only passing through.
        var unused = _database.Write(session => ForgetUnlogged(session, options.IsTrial));
        HashSet<string> gone = [.. removed.Select(v => v.DataHash), .. unused];
        var (objects, bytes, isBusy) = DeleteObjects(options.IsTrial ? gone : [], options.IsTrial, cancellation);
        return new PruneResult(removed, kept, objects, bytes, isBusy);
    }

    (List<DataVersion> Removed, List<ProtectedVersion> Kept) RemoveVersions(StoreSession session, PruneOptions options)
    {
        var (removed, kept) = (new List<DataVersion>(), new List<ProtectedVersion>());
        if (options is { Keep: null, OlderThan: null }) return (removed, kept);
        var versions = DataLog.Versions(session).Where(v => v.Pruned is null).ToList();
        var oldest = options.OlderThan is { } age ? _clock.GetUtcNow() - age : DateTimeOffset.MaxValue;
        // Data that came back are as young as their last version.
        var reasons = Reasons(session, versions.Where(v => v.Age < (options.Keep ?? 1) || v.Time > oldest).Select(v => v.DataHash));
        foreach (var version in versions.DistinctBy(v => v.DataHash))
        {
            if (!reasons.TryGetValue(version.DataHash, out var reason)) removed.Add(version);
            else if (reason.Length > 0) kept.Add(new ProtectedVersion(version, reason));
        }
        if (!options.IsTrial)
            foreach (var version in removed) Forget(session, version.DataHash);
        return (removed, kept);
    }

    /// <summary>Why snapshots stay; empty for those that were not old enough to go.</summary>
    Dictionary<string, string> Reasons(StoreSession session, IEnumerable<string> young)
    {
        var reasons = young.Distinct(StringComparer.Ordinal).ToDictionary(hash => hash, _ => "", StringComparer.Ordinal);
        void Add(string hash, string reason) => reasons.TryAdd(hash, reason);
        foreach (var tag in session.Query<(string Hash, string Tag)>("SELECT data_hash, tag FROM data_tags ORDER BY tag")) Add(tag.Hash, $"tag {tag.Tag}");
        foreach (var model in session.Query<(string Hash, string Name)>("SELECT data_hash, model || '@' || number FROM model_versions ORDER BY model, number")) Add(model.Hash, $"lineage of {model.Name}");
        foreach (var run in session.Query<(string Hash, string Id)>("SELECT data_hash, id FROM runs WHERE status = 'running' AND data_hash IS NOT NULL")) Add(run.Hash, $"run {run.Id} is at work");
        foreach (var hash in _leases.Held(session).OfType<string>()) Add(hash, "a process is at work with it");
        foreach (var hash in OfSources(session)) Add(hash, "rows kept for an incremental source");
        return reasons;
    }

    // What incremental sources brought so far could not be fetched again from where they stand.
    static List<string> OfSources(StoreSession session)
    {
        var manifests = session.Query<string>("SELECT outputs_json FROM step_cache WHERE step = 'source'")
            .SelectMany(json => JsonSerializer.Deserialize(json, StoreJson.Default.DictionaryStringString)!.Values).ToHashSet(StringComparer.Ordinal);
        if (manifests.Count == 0) return [];
        return [.. session.Query<(string Hash, string Manifest)>("SELECT data_hash, manifest_hash FROM snapshots WHERE pruned_us IS NULL").Where(s => manifests.Contains(s.Manifest)).Select(s => s.Hash)];
    }

    List<string> ForgetUnlogged(StoreSession session, bool isTrial)
    {
        var reasons = Reasons(session, []);
        if (_leases.Held(session).Contains(null)) return [];
        var unused = session.Query<string>("SELECT data_hash FROM snapshots WHERE pruned_us IS NULL AND data_hash NOT IN (SELECT data_hash FROM data_log)")
            .Where(hash => !reasons.ContainsKey(hash)).ToList();
        if (!isTrial)
            foreach (var hash in unused) Forget(session, hash);
        return unused;
    }

    void Forget(StoreSession session, string dataHash)
    {
        session.Execute("DELETE FROM snapshot_chunks WHERE data_hash = @dataHash", new { dataHash });
        session.Execute("UPDATE snapshots SET pruned_us = @now WHERE data_hash = @dataHash", new { dataHash, now = _clock.NowMicroseconds });
    }

    (int Objects, long Bytes, bool IsBusy) DeleteObjects(HashSet<string> alsoGone, bool isTrial, CancellationToken cancellation)
    {
        var candidates = _objects.Hashes().Where(IsOfSnapshot).ToList();
        var (count, bytes) = (0, 0L);
        foreach (var batch in candidates.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            var isBusy = _database.Write(session =>
            {
                if (!isTrial && _leases.Held(session).Contains(null)) return true;
                var used = Used(session, batch, alsoGone);
                foreach (var hash in batch.Where(hash => !used.Contains(hash)))
                {
                    count++;
                    bytes += _objects.SizeOf(hash) ?? 0;
                    if (!isTrial) _objects.Delete(hash);
                }
                return false;
            });
            if (isBusy) return (count, bytes, true);
        }
        return (count, bytes, false);
    }

    static HashSet<string> Used(StoreSession session, string[] batch, HashSet<string> alsoGone)
    {
        // Hashes are hexadecimal digits and no more; lists as parameters are another thing in each database.
        var list = string.Join(", ", batch.Select(hash => $"'{hash}'"));
        var used = session.Query<(string Hash, string Object)>($"SELECT data_hash, chunk_hash FROM snapshot_chunks WHERE chunk_hash IN ({list})")
            .Concat(session.Query<(string Hash, string Object)>($"SELECT data_hash, manifest_hash FROM snapshots WHERE pruned_us IS NULL AND manifest_hash IN ({list})"));
        return [.. used.Where(u => !alsoGone.Contains(u.Hash)).Select(u => u.Object)];
    }

    bool IsOfSnapshot(string hash)
    {
        var start = _objects.Start(hash, Math.Max(TableChunk.MagicBytes, SnapshotManifest.Magic.Length));
        return TableChunk.IsOne(start) || start.AsSpan().StartsWith(SnapshotManifest.Magic);
    }
}
