using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store.Snapshots;

namespace Rondo.Lifecycle.Store.Maintenance;

/// <summary>The objects that something in the store speaks of.</summary>
static class ReferencedObjects
{
    public static HashSet<string> Of(StoreSession session, ObjectStore objects)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var package in session.Query<string>("SELECT DISTINCT package_hash FROM model_versions WHERE package_hash <> ''"))
        {
            found.Add(package);
            if (objects.TryRead(package) is { } manifest) found.UnionWith(FilesOf(manifest));
        }
        foreach (var snapshot in session.Query<string>("SELECT manifest_hash FROM snapshots WHERE pruned_us IS NULL"))
        {
            found.Add(snapshot);
            if (objects.TryRead(snapshot) is { } manifest) found.UnionWith(ChunksOf(manifest));
        }
        found.UnionWith(session.Query<string>("SELECT chunk_hash FROM snapshot_chunks"));
        found.UnionWith(session.Query<string>("SELECT DISTINCT object_hash FROM artifacts"));
        found.UnionWith(session.Query<string>("SELECT DISTINCT code_diff FROM runs WHERE code_diff IS NOT NULL"));
        foreach (var outputs in session.Query<string>("SELECT outputs_json FROM step_cache"))
            found.UnionWith(JsonSerializer.Deserialize(outputs, StoreJson.Default.DictionaryStringString)!.Values);
        return found;
    }

    static IEnumerable<string> FilesOf(byte[] manifest)
    {
        try
        {
            return PackageManifest.Parse(manifest).Files.Values.Select(f => f.Sha256);
        }
        catch (RondoException)
        {
            // Damaged: there is nothing to learn from it, and whoever opens it is told.
            return [];
        }
    }

    static IEnumerable<string> ChunksOf(byte[] manifest)
    {
        try
        {
            return SnapshotManifest.Read(manifest).Chunks.Select(c => c.Hash);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
