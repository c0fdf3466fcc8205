using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>A file or folder of a run's artifacts.</summary>
/// <param name="Path">From the owner's root.</param>
/// <param name="Bytes">Null for a folder.</param>
public sealed record Artifact(string Path, long? Bytes)
{
    public bool IsFolder => Bytes is null;
}

/// <summary>
/// The files of runs and logged models. Names are rows and contents are objects by hash, so no name can lead out of the store;
/// a file is there when its content is on the disk, whole.
/// </summary>
public sealed class ArtifactStore
{
    readonly StoreDatabase _database;
    readonly ObjectStore _objects;
    readonly TimeProvider _clock;

    internal ArtifactStore(StoreDatabase database, ObjectStore objects, TimeProvider clock)
    {
        _database = database;
        _objects = objects;
        _clock = clock;
    }

    /// <summary>Stores a stream to its end under this path, instead of what was there.</summary>
    /// <exception cref="RondoException">The path is none, or a folder or file is in its way.</exception>
    public async Task Put(string owner, string path, Stream content)
    {
        ArtifactPath.Check(path);
        var hash = _objects.Put(content);
        await Name(owner, path, hash, _objects.SizeOf(hash)!.Value).ConfigureAwait(false);
    }

    /// <summary>Gives an object that is stored already a name.</summary>
    public Task Name(string owner, string path, string hash, long bytes)
    {
        ArtifactPath.Check(path);
        return _database.Append(session => Name(session, owner, path, hash, bytes));
    }

    /// <summary>The same of several, all or none.</summary>
    public void NameAll(string owner, IEnumerable<(string Path, string Hash, long Bytes)> files) => _database.Write(session =>
    {
        foreach (var (path, hash, bytes) in files) Name(session, owner, ArtifactPath.Check(path), hash, bytes);
    });

    void Name(StoreSession session, string owner, string path, string hash, long bytes)
    {
        RequireFree(session, owner, path);
        session.Statement("""
            INSERT INTO artifacts (owner, path, object_hash, bytes, created_us) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (owner, path) DO UPDATE SET object_hash = excluded.object_hash, bytes = excluded.bytes, created_us = excluded.created_us
            """).Bind(1, owner).Bind(2, path).Bind(3, hash).Bind(4, bytes).Bind(5, _clock.NowMicroseconds).Run();
    }

    /// <summary>What is in a folder, the root unless told; folders and files in ordinal order. Empty when there is no such folder.</summary>
    public IReadOnlyList<Artifact> List(string owner, string folder = "")
    {
        if (folder.Length > 0) ArtifactPath.Check(folder);
        var prefix = folder.Length == 0 ? "" : folder + "/";
        return _database.Read(session =>
        {
            var found = new List<Artifact>();
            // '0' comes right after '/': all that begins with the folder lies between.
            var rows = session.Statement("SELECT path, bytes FROM artifacts WHERE owner = $1 AND path >= $2 AND path < $3 ORDER BY owner, path")
                .Bind(1, owner).Bind(2, prefix).Bind(3, folder.Length == 0 ? "\U0010FFFF" : folder + "0");
            while (rows.Next())
            {
                var path = rows.Text(0);
                var end = path.IndexOf('/', prefix.Length);
                if (end < 0) found.Add(new Artifact(path, rows.Number(1)));
                else if (found.Count == 0 || found[^1].Path != path[..end]) found.Add(new Artifact(path[..end], null));
            }
            return (IReadOnlyList<Artifact>)[.. found.DistinctBy(a => a.Path).OrderBy(a => a.Path, StringComparer.Ordinal)];
        });
    }

    /// <summary>The size of a file, or null when there is none.</summary>
    public long? SizeOf(string owner, string path) => Find(owner, path)?.Bytes;

    /// <summary>Copies a file to a stream, verified on the way: what went out before this throws is to be discarded.</summary>
    /// <exception cref="RondoException">There is no such file, or it is damaged.</exception>
    public void CopyTo(string owner, string path, Stream destination)
    {
        ArtifactPath.Check(path);
        var (hash, _) = Find(owner, path) ?? throw new RondoException("unknown_artifact", $"There is no artifact '{path}'.");
        _objects.CopyTo(hash, destination);
    }

    /// <summary>Removes a file, or a folder with all in it; returns how many files went. Contents that nothing names go with the next <c>store gc</c>.</summary>
    public Task<int> Delete(string owner, string path)
    {
        ArtifactPath.Check(path);
        return _database.Append(session => session.Statement("DELETE FROM artifacts WHERE owner = $1 AND (path = $2 OR (path >= $3 AND path < $4))")
            .Bind(1, owner).Bind(2, path).Bind(3, path + "/").Bind(4, path + "0").Run());
    }

    (string Hash, long Bytes)? Find(string owner, string path) => _database.Read<(string, long)?>(session =>
    {
        var rows = session.Statement("SELECT object_hash, bytes FROM artifacts WHERE owner = $1 AND path = $2").Bind(1, owner).Bind(2, path);
        if (!rows.Next()) return null;
        var found = (rows.Text(0), rows.Number(1));
        rows.Stop();
        return found;
    });

    // A name is a file or a folder, not both.
    static void RequireFree(StoreSession session, string owner, string path)
    {
        var inside = session.Statement("SELECT 1 FROM artifacts WHERE owner = $1 AND path >= $2 AND path < $3 LIMIT 1").Bind(1, owner).Bind(2, path + "/").Bind(3, path + "0");
        if (inside.Next())
        {
            inside.Stop();
            throw new RondoException("invalid_path", $"'{path}' is a folder of artifacts already.");
        }
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            var above = session.Statement("SELECT 1 FROM artifacts WHERE owner = $1 AND path = $2").Bind(1, owner).Bind(2, path[..slash]);
            if (!above.Next()) continue;
            above.Stop();
            throw new RondoException("invalid_path", $"'{path[..slash]}' is a file already, so nothing can be in it.");
        }
    }
}
