using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Snapshots.Chunks;

namespace Rondo.Lifecycle.Store.Snapshots;

/// <summary>A table that is kept.</summary>
/// <param name="Manifest">What it is made of.</param>
/// <param name="ManifestHash">The object that says so.</param>
/// <param name="NewBytes">How much of it was not there before.</param>
public sealed record StoredSnapshot(SnapshotManifest Manifest, string ManifestHash, long NewBytes);

/// <summary>
/// Tables in chunks by the hash of their content, so that tables which share rows share chunks.
/// A snapshot is there when its manifest and all chunks are on the disk; what a killed process leaves is never listed, and pruning removes it.
/// </summary>
public sealed class SnapshotStore : IDisposable
{
    readonly StoreDatabase _database;
    readonly ObjectStore _objects;
    readonly TimeProvider _clock;
    readonly List<string> _held = [];
    readonly Lock _gate = new();

    internal SnapshotStore(StoreDatabase database, ObjectStore objects, TimeProvider clock)
    {
        _database = database;
        _objects = objects;
        _clock = clock;
        Leases = new SnapshotLeases(database, clock);
    }

    internal SnapshotLeases Leases { get; }

    /// <summary>Keeps a table. Until this store is disposed of, pruning leaves it alone.</summary>
    public StoredSnapshot Keep(Table table, int threads, CancellationToken cancellation = default) => Leased(lease =>
    {
        var dataHash = CanonicalHash.Of(table, threads, cancellation);
        if (Known(dataHash) is { } known)
        {
            Settle(lease, known);
            return known;
        }
        var ends = ChunkBounds.Of(table, threads);
        var chunks = new SnapshotChunk[ends.Length];
        var isNew = new bool[ends.Length];
        WorkBlocks.Run(ends.Length, 1, threads, (chunk, _, _) =>
        {
            var start = chunk == 0 ? 0 : ends[chunk - 1];
            var bytes = TableChunk.Write(table, start, ends[chunk]);
            var hash = ObjectHash.Of(bytes);
            isNew[chunk] = !_objects.Contains(hash);
            chunks[chunk] = new SnapshotChunk(_objects.Put(bytes), ends[chunk] - start, bytes.Length);
        }, cancellation);
        var manifest = new SnapshotManifest(dataHash, table.Schema, chunks);
        var newBytes = chunks.Where((_, i) => isNew[i]).DistinctBy(c => c.Hash).Sum(c => c.Bytes);
        var stored = new StoredSnapshot(manifest, _objects.Put(manifest.Write()), newBytes);
        Settle(lease, stored);
        return stored;
    });

    /// <summary>Whether a manifest and all that it names are there and undamaged.</summary>
    public bool IsIntact(string manifestHash)
    {
        try
        {
            return _objects.TryRead(manifestHash) is { } bytes && SnapshotManifest.Read(bytes).Chunks.All(c => _objects.IsIntact(c.Hash));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>The table of a manifest, or null when anything of it is missing or damaged.</summary>
    public (Table Table, string DataHash)? TryRead(string manifestHash, int threads, CancellationToken cancellation = default)
    {
        try
        {
            return Leased<(Table, string)?>(lease =>
            {
                var manifest = SnapshotManifest.Read(_objects.Read(manifestHash));
                var table = Read(manifest, threads, cancellation);
                Settle(lease, new StoredSnapshot(manifest, manifestHash, 0));
                return (table, manifest.DataHash);
            });
        }
        catch (Exception e) when (e is InvalidDataException || e is RondoException { Mistakes: [{ Code: "object_missing" or "object_damaged" or "snapshot_damaged" }] })
        {
            return null;
        }
    }

    /// <exception cref="RondoException">Anything of it is missing or damaged.</exception>
    public Table ReadManifest(string manifestHash, int threads, CancellationToken cancellation = default)
    {
        var bytes = _objects.Read(manifestHash);
        try
        {
            return Read(SnapshotManifest.Read(bytes), threads, cancellation);
        }
        catch (InvalidDataException)
        {
            throw Damaged(manifestHash);
        }
    }

    /// <exception cref="RondoException">It was never there, was pruned, or is damaged.</exception>
    public Table Read(string dataHash, int threads, CancellationToken cancellation = default) =>
        Read(Manifest(dataHash), threads, cancellation);

    /// <exception cref="RondoException">It was never there, was pruned, or is damaged.</exception>
    public SnapshotManifest Manifest(string dataHash)
    {
        var row = Find(dataHash) ?? throw new RondoException("unknown_snapshot", $"There is no snapshot {dataHash} in this workspace.", "`rondo data log` shows those that there are.");
        if (row.PrunedUs is { } pruned)
            throw new RondoException("snapshot_pruned", $"The snapshot {dataHash[..12]} was pruned at {StoreClock.FromMicroseconds(pruned).UtcDateTime:yyyy-MM-dd HH:mm} UTC; only its entry in the log is left.", "Read the source again if it still has these rows.");
        try
        {
            return SnapshotManifest.Read(_objects.Read(row.ManifestHash));
        }
        catch (InvalidDataException)
        {
            throw Damaged(dataHash);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var lease in _held) Leases.End(lease);
            _held.Clear();
        }
    }

    Table Read(SnapshotManifest manifest, int threads, CancellationToken cancellation)
    {
        try
        {
            var table = ChunkedTable.Read(manifest.Schema, [.. manifest.Chunks.Select(c => c.Rows)], i => _objects.Read(manifest.Chunks[i].Hash), threads, cancellation);
            return CanonicalHash.Of(table, threads, cancellation) == manifest.DataHash ? table : throw Damaged(manifest.DataHash);
        }
        catch (InvalidDataException)
        {
            throw Damaged(manifest.DataHash);
        }
    }

    // A snapshot that is whole is not written again.
    StoredSnapshot? Known(string dataHash)
    {
        if (Find(dataHash) is not { PrunedUs: null } row || !IsIntact(row.ManifestHash)) return null;
        return new StoredSnapshot(SnapshotManifest.Read(_objects.Read(row.ManifestHash)), row.ManifestHash, 0);
    }

    SnapshotRow? Find(string dataHash) => _database.Read(session =>
        session.First<SnapshotRow>("SELECT data_hash, manifest_hash, pruned_us FROM snapshots WHERE data_hash = @dataHash", new { dataHash }));

    T Leased<T>(Func<string, T> work)
    {
        var lease = Leases.Take();
        try
        {
            var result = work(lease);
            lock (_gate) _held.Add(lease);
            return result;
        }
        catch
        {
            Leases.End(lease);
            throw;
        }
    }

    // In one transaction with the lease: pruning sees either a process at work or a snapshot in use.
    void Settle(string lease, StoredSnapshot stored) => _database.Write(session =>
    {
        var manifest = stored.Manifest;
        session.Execute("""
            INSERT INTO snapshots (data_hash, manifest_hash, row_count, column_count, bytes, new_bytes, created_us, pruned_us)
            VALUES (@DataHash, @ManifestHash, @Rows, @columns, @Bytes, @NewBytes, @now, NULL)
            ON CONFLICT (data_hash) DO UPDATE SET manifest_hash = excluded.manifest_hash, bytes = excluded.bytes, pruned_us = NULL
            """,
            new { manifest.DataHash, stored.ManifestHash, manifest.Rows, columns = manifest.Schema.Fields.Length, manifest.Bytes, stored.NewBytes, now = _clock.NowMicroseconds });
        session.Execute("DELETE FROM snapshot_chunks WHERE data_hash = @DataHash", new { manifest.DataHash });
        session.Execute("INSERT INTO snapshot_chunks (data_hash, chunk_hash) VALUES (@DataHash, @Hash)",
            manifest.Chunks.Select(c => c.Hash).Distinct(StringComparer.Ordinal).Select(hash => new { manifest.DataHash, Hash = hash }));
        SnapshotLeases.Settle(session, lease, manifest.DataHash);
    });

    static RondoException Damaged(string dataHash) =>
        new("snapshot_damaged", $"The snapshot {dataHash} is damaged: what is stored is not the table of that hash.",
            "Restore the workspace from a backup, or run the lifecycle file again.");

    sealed class SnapshotRow
    {
        public string DataHash { get; set; } = "";
        public string ManifestHash { get; set; } = "";
        public long? PrunedUs { get; set; }
    }
}
