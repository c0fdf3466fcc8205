namespace Rondo.Lifecycle.Store.Snapshots;

/// <summary>Tells pruning who is at work with snapshots; what a process leaves behind that was killed counts no more.</summary>
sealed class SnapshotLeases(StoreDatabase database, TimeProvider clock)
{
    // A process on another host can't be seen; nobody reads or writes one table for longer.
    static readonly TimeSpan _foreignAge = TimeSpan.FromDays(1);

    /// <summary>From now on no chunk is removed, until <see cref="Settle"/> or <see cref="End"/>.</summary>
    public string Take()
    {
        var id = TimeOrderedId.New(clock);
        var process = ProcessIdentity.Current;
        database.Write(session => session.Execute("""
            INSERT INTO snapshot_leases (id, data_hash, host, process_id, process_started_us, taken_us)
            VALUES (@id, NULL, @Host, @processId, @StartedMicroseconds, @now)
            """,
            new { id, process.Host, processId = process.Id, process.StartedMicroseconds, now = clock.NowMicroseconds }));
        return id;
    }

    /// <summary>Only this snapshot is still kept from removal.</summary>
    public static void Settle(StoreSession session, string id, string dataHash) =>
        session.Execute("UPDATE snapshot_leases SET data_hash = @dataHash WHERE id = @id", new { id, dataHash });

    public void End(string id) => database.Write(session => session.Execute("DELETE FROM snapshot_leases WHERE id = @id", new { id }));

    /// <summary>The hashes that live processes hold; null among them stands for all. Forgets the dead.</summary>
    public HashSet<string?> Held(StoreSession session)
    {
        var oldest = clock.NowMicroseconds - (long)_foreignAge.TotalMicroseconds;
        var held = new HashSet<string?>();
        foreach (var lease in session.Query<LeaseRow>("SELECT id, data_hash, host, process_id, process_started_us, taken_us FROM snapshot_leases"))
        {
            var process = new ProcessIdentity(lease.Host, (int)lease.ProcessId, lease.ProcessStartedUs);
            var isDead = process.IsOnThisHost ? process.IsGone : lease.TakenUs < oldest;
            if (isDead) session.Execute("DELETE FROM snapshot_leases WHERE id = @Id", new { lease.Id });
            else held.Add(lease.DataHash);
        }
        return held;
    }

    sealed class LeaseRow
    {
        public string Id { get; set; } = "";
        public string? DataHash { get; set; }
        public string Host { get; set; } = "";
        public long ProcessId { get; set; }
        public long ProcessStartedUs { get; set; }
        public long TakenUs { get; set; }
    }
}
