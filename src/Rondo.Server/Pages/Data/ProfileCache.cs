using System.Collections.Concurrent;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Profile;

namespace Rondo.Server.Pages.Data;

/// <summary>Profiles of snapshots, computed when first asked for. A snapshot never changes, so a profile stays true.</summary>
public sealed class ProfileCache(Workspace workspace) : IDisposable
{
    const int Most = 12;
    // A profile reads the whole table into memory: beyond this the command line is the place for it.
    const long MostCells = 200_000_000;

    readonly ConcurrentDictionary<string, DataProfile> _profiles = new(StringComparer.Ordinal);
    // One at a time: each may take all the memory that the machine can spare.
    readonly SemaphoreSlim _one = new(1);

    public bool Has(string dataHash) => _profiles.ContainsKey(dataHash);

    public async Task<DataProfile> Of(string dataHash, CancellationToken cancellation)
    {
        if (_profiles.TryGetValue(dataHash, out var known)) return known;
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_profiles.TryGetValue(dataHash, out known)) return known;
            var profile = await Task.Run(() => Compute(dataHash, cancellation), cancellation).ConfigureAwait(false);
            if (_profiles.Count >= Most) _profiles.Clear();
            return _profiles[dataHash] = profile;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    DataProfile Compute(string dataHash, CancellationToken cancellation)
    {
        var manifest = workspace.Snapshots.Manifest(dataHash);
        if (manifest.Rows * manifest.Schema.Fields.Length > MostCells)
        {
            throw new RondoException("too_large_for_page", $"The table has {manifest.Rows:N0} rows: too many to profile while a page waits.",
                "`rondo data checkout` writes it to a file, and `rondo profile` reads that.");
        }
        var table = workspace.Snapshots.Read(dataHash, Environment.ProcessorCount, cancellation);
        return DataProfile.Of(table, new ProfileOptions { Threads = Environment.ProcessorCount }, cancellation);
    }
}
