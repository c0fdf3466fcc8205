using System.Collections.Concurrent;
using Rondo.Engine.Errors;
using Rondo.Objects.S3;

namespace Rondo.Lifecycle.Store;

/// <summary>The objects of one store in a bucket, for which a workspace's folder is a cache. Another store's objects are never touched.</summary>
sealed class RemoteObjects(S3Bucket bucket, string storeId) : IDisposable
{
    // Who owns a prefix: pruning one store must not take what another one needs.
    const string Owner = "rondo-store";
    // Larger ones are asked for before they are sent.
    const long AskFirstBytes = 1 << 20;

    readonly ConcurrentDictionary<string, bool> _damaged = new(StringComparer.Ordinal);
    volatile bool _isOurs;

    public string Shown => bucket.Address.Shown;

    public bool Contains(string hash) => bucket.Exists(hash);

    public long? SizeOf(string hash) => bucket.SizeOf(hash);

    public DateTimeOffset? StoredAt(string hash) => bucket.StoredAt(hash);

    public byte[] Start(string hash, int bytes) => bucket.Start(hash, bytes);

    /// <summary>Makes sure that the bucket has this object. One of another size, or one that was found to be damaged, is replaced.</summary>
    /// <param name="isLikelyThere">Whether to ask before sending it.</param>
    public void Store(string hash, string path, bool isLikelyThere)
    {
        Claim();
        var length = new FileInfo(path).Length;
        var isDamaged = _damaged.ContainsKey(hash);
        if (!isDamaged && (isLikelyThere || length > AskFirstBytes) && bucket.SizeOf(hash) == length) return;
        if (!bucket.Upload(hash, path, isDamaged) && bucket.SizeOf(hash) != length) bucket.Upload(hash, path, overwrite: true);
        _damaged.TryRemove(hash, out _);
    }

    /// <summary>Copies an object's bytes, not verified, to a stream; false when it is missing.</summary>
    public bool Download(string hash, Stream destination, long maxBytes) => bucket.Download(hash, destination, maxBytes) is not null;

    /// <summary>Remembers that what the bucket has under this hash is not that, so that the next writer replaces it.</summary>
    public void MarkDamaged(string hash) => _damaged[hash] = true;

    public void Delete(string hash)
    {
        Claim();
        bucket.Delete(hash);
    }

    public IEnumerable<string> Hashes()
    {
        Claim();
        return bucket.Hashes();
    }

    public void Dispose() => bucket.Dispose();

    void Claim()
    {
        if (_isOurs) return;
        var owner = bucket.ClaimText(Owner, storeId);
        if (owner != storeId)
            throw new RondoException("objects_of_another_store", $"The objects at {Shown} belong to another store.",
                $"Give every store a prefix of its own in RONDO_OBJECTS. If that store is gone for good, remove the object '{Owner}' there.");
        _isOurs = true;
    }
}
