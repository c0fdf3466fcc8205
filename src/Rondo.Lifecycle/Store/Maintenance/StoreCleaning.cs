namespace Rondo.Lifecycle.Store.Maintenance;

/// <summary>What goes for good.</summary>
public sealed record CleaningOptions
{
    /// <summary>Runs and projects that were deleted before this long go; null leaves them.</summary>
    public TimeSpan? DeletedFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Objects that nothing refers to go when they are older than this: somebody may be about to refer to a young one.</summary>
    public TimeSpan ObjectAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Only tells what would go.</summary>
    public bool IsTrial { get; init; }
}

/// <summary>What went.</summary>
/// <param name="IsBusy">Whether somebody is at work with snapshots, so that objects were left for the next time.</param>
public sealed record CleaningResult(int Runs, int Projects, int Objects, long Bytes, bool IsBusy);

/// <summary>Deletes for good what was deleted long ago, and the contents that nothing refers to.</summary>
public sealed class StoreCleaning
{
    readonly Workspace _workspace;
    readonly StoreDatabase _database;
    readonly TimeProvider _clock;

    internal StoreCleaning(Workspace workspace, StoreDatabase database, TimeProvider clock)
    {
        _workspace = workspace;
        _database = database;
        _clock = clock;
    }

    public CleaningResult Run(CleaningOptions options, CancellationToken cancellation = default)
    {
        var (runs, projects) = options.DeletedFor is { } age ? Forget(age, options.IsTrial, cancellation) : (0, 0);
        var (objects, bytes, isBusy) = DeleteObjects(options, cancellation);
        return new CleaningResult(runs, projects, objects, bytes, isBusy);
    }

    (int Runs, int Projects) Forget(TimeSpan age, bool isTrial, CancellationToken cancellation)
    {
        var before = _clock.NowMicroseconds - (long)age.TotalMicroseconds;
        var runs = _database.Read(session => session.Query<string>("SELECT id FROM runs WHERE deleted_us < @before", new { before }));
        var projects = _database.Read(session => session.Query<string>("SELECT id FROM projects WHERE deleted_us < @before AND id <> '0'", new { before }));
        if (isTrial) return (runs.Count, projects.Count);
        foreach (var run in runs)
        {
            cancellation.ThrowIfCancellationRequested();
            _workspace.Runs.Delete(run, force: true);
        }
        foreach (var project in projects) _workspace.Projects.Purge(project);
        return (runs.Count, projects.Count);
    }

    (int Objects, long Bytes, bool IsBusy) DeleteObjects(CleaningOptions options, CancellationToken cancellation)
    {
        var objects = _workspace.Objects;
        var used = _database.Read(session => ReferencedObjects.Of(session, objects));
        var (count, bytes) = (0, 0L);
        foreach (var hash in objects.Hashes())
        {
            cancellation.ThrowIfCancellationRequested();
            if (used.Contains(hash) || !objects.IsOlder(hash, options.ObjectAge)) continue;
            // The lock keeps registrations away; what was referred to meanwhile is looked up again.
            var isBusy = _database.Write(session =>
            {
                if (_workspace.Snapshots.Leases.Held(session).Contains(null)) return true;
                if (IsReferred(session, hash)) return false;
                count++;
                bytes += objects.SizeOf(hash) ?? 0;
                if (!options.IsTrial) objects.Delete(hash);
                return false;
            });
            if (isBusy) return (count, bytes, true);
        }
        return (count, bytes, false);
    }

    static bool IsReferred(StoreSession session, string hash) => session.Scalar<long>("""
        SELECT (SELECT count(*) FROM artifacts WHERE object_hash = @hash) + (SELECT count(*) FROM snapshot_chunks WHERE chunk_hash = @hash)
            + (SELECT count(*) FROM model_versions WHERE package_hash = @hash) + (SELECT count(*) FROM snapshots WHERE manifest_hash = @hash AND pruned_us IS NULL)
            + (SELECT count(*) FROM runs WHERE code_diff = @hash)
        """, new { hash }) > 0;
}
