using System.Globalization;
using System.Security.Cryptography;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store;

/// <summary>Bytes by the hash of their content: what is there is whole, and what was damaged later is never handed out.</summary>
/// <remarks>With a bucket, an object is stored when the bucket has it, and the folder keeps copies that are verified like everything else.</remarks>
public sealed class ObjectStore
{
    const int BufferBytes = 1 << 16;

    readonly string _objects;
    readonly TemporaryFiles _temporary;
    readonly RemoteObjects? _remote;
    readonly TimeProvider _clock;

    internal ObjectStore(string objects, string temporary, TimeProvider clock, RemoteObjects? remote = null)
    {
        _objects = objects;
        _temporary = new TemporaryFiles(temporary, clock);
        _remote = remote;
        _clock = clock;
        StoreFailure.Explain(objects, () =>
        {
            DurableFile.CreateFolder(objects);
            DurableFile.CreateFolder(temporary);
            _temporary.RemoveLeftovers();
        });
    }

    /// <summary>Stores the bytes and returns their hash; when this returns they outlive a power cut.</summary>
    public string Put(ReadOnlySpan<byte> content)
    {
        var hash = ObjectHash.Of(content);
        if (IsStored(hash)) return Touched(hash);
        var temporary = NewTemporaryPath();
        try
        {
            using (var file = TemporaryFiles.Create(temporary))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            return Publish(temporary, hash);
        }
        catch (Exception e) when (StoreFailure.Explanation(e, _objects) is { } explained)
        {
            throw explained;
        }
        finally
        {
            TemporaryFiles.RemoveQuietly(temporary);
        }
    }

    /// <summary>Stores a stream to its end, without holding it in memory.</summary>
    public string Put(Stream content)
    {
        var temporary = NewTemporaryPath();
        try
        {
            string hash;
            using (var file = TemporaryFiles.Create(temporary))
            {
                hash = CopyHashed(content, file);
                file.Flush(flushToDisk: true);
            }
            return IsStored(hash) ? Touched(hash) : Publish(temporary, hash);
        }
        catch (Exception e) when (StoreFailure.Explanation(e, _objects) is { } explained)
        {
            throw explained;
        }
        finally
        {
            TemporaryFiles.RemoveQuietly(temporary);
        }
    }

    /// <summary>Stores a stream as it comes, without holding it in memory or a thread while it is on its way.</summary>
    /// <exception cref="RondoException">The disk takes no more; what goes wrong with the stream itself is thrown as it is.</exception>
    public async Task<(string Hash, long Bytes)> Put(Stream content, CancellationToken cancellation)
    {
        var temporary = NewTemporaryPath();
        try
        {
            long bytes;
            var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, BufferBytes, cancellation).ConfigureAwait(false);
                bytes = file.Length;
            }
            return (Adopt(temporary), bytes);
        }
        catch (IOException e) when (StoreFailure.Explanation(e, _objects) is { Mistakes: [{ Code: "disk_full" or "store_read_only" }] } explained)
        {
            throw explained;
        }
        finally
        {
            TemporaryFiles.RemoveQuietly(temporary);
        }
    }

    /// <summary>Stores a copy of a file.</summary>
    public string PutFile(string path)
    {
        using var file = File.OpenRead(path);
        return Put(file);
    }

    /// <summary>Makes an object of a finished file of the temporary folder, without copying it; the file is gone afterwards.</summary>
    public string Adopt(string temporary)
    {
        try
        {
            string hash;
            using (var file = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
            {
                hash = ObjectHash.Of(file);
                file.Flush(flushToDisk: true);
            }
            return IsStored(hash) ? Touched(hash) : Publish(temporary, hash);
        }
        catch (Exception e) when (StoreFailure.Explanation(e, _objects) is { } explained)
        {
            throw explained;
        }
        finally
        {
            TemporaryFiles.RemoveQuietly(temporary);
        }
    }

    /// <summary>Whether an object of that name is there; its content isn't looked at.</summary>
    public bool Contains(string hash) => _remote is null ? File.Exists(PathOf(hash)) : _remote.Contains(hash) || IsStored(hash);

    /// <summary>Whether the object is there and its content still has its hash.</summary>
    public bool IsIntact(string hash) => IsStored(hash) || Fetch(hash) == Fetched.Whole;

    /// <summary>The object's content, verified. A missing or damaged object is a mistake that names it.</summary>
    public byte[] Read(string hash, long maxBytes = int.MaxValue) => Fetching(hash, maxBytes, () =>
    {
        using var file = OpenOrNull(hash) ?? throw Missing(hash);
        if (file.Length > Math.Min(maxBytes, Array.MaxLength))
            throw new RondoException("object_too_large",
                string.Create(CultureInfo.InvariantCulture, $"The stored object {hash} has {file.Length} bytes; at most {maxBytes} were expected."));
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return ObjectHash.Of(content) == hash ? content : throw Damaged(hash);
    });

    /// <summary>The object's content, or null when it is missing or damaged.</summary>
    public byte[]? TryRead(string hash)
    {
        try
        {
            return Read(hash, Array.MaxLength);
        }
        catch (RondoException e) when (IsGone(e) || e is { Mistakes: [{ Code: "object_too_large" }] })
        {
            return null;
        }
    }

    /// <summary>The path of a verified object, for readers that want a file. The file must not be changed.</summary>
    public string GetPath(string hash) => Fetching(hash, long.MaxValue, () =>
    {
        if (!File.Exists(PathOf(hash))) throw Missing(hash);
        return IsIntactHere(hash) ? PathOf(hash) : throw Damaged(hash);
    });

    /// <summary>Copies an object to a stream and verifies it on the way; the caller discards what it got when this throws.</summary>
    public void CopyTo(string hash, Stream destination)
    {
        // What was copied can't be taken back, so a copy from the bucket is made first.
        if (_remote is not null) GetPath(hash);
        using var file = OpenOrNull(hash) ?? throw Missing(hash);
        if (CopyHashed(file, destination) != hash) throw Damaged(hash);
    }

    /// <summary>The object's size in bytes, or null when it is missing.</summary>
    public long? SizeOf(string hash)
    {
        // A damaged copy may have any size.
        if (_remote is not null && !IsIntactHere(hash) && _remote.SizeOf(hash) is { } size) return size;
        var file = new FileInfo(PathOf(hash));
        return file.Exists ? file.Length : null;
    }

    /// <summary>The hashes of all objects.</summary>
    internal IEnumerable<string> Hashes()
    {
        var here = Directory.EnumerateFiles(_objects, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!).Where(ObjectHash.IsValid);
        return _remote is null ? here : here.Union(_remote.Hashes(), StringComparer.Ordinal);
    }

    /// <summary>The first bytes of an object, not verified; fewer when it is shorter or gone.</summary>
    internal byte[] Start(string hash, int bytes)
    {
        using var file = OpenOrNull(hash);
        if (file is null) return _remote?.Start(hash, bytes) ?? [];
        var start = new byte[bytes];
        return start[..file.ReadAtLeast(start, bytes, throwOnEndOfStream: false)];
    }

    /// <summary>Whether the object was last stored, or found stored already, this long ago.</summary>
    internal bool IsOlder(string hash, TimeSpan age)
    {
        var time = _remote is null ? File.GetLastWriteTimeUtc(PathOf(hash)) : _remote.StoredAt(hash) ?? DateTimeOffset.MinValue;
        return _clock.GetUtcNow() - time > age;
    }

    /// <summary>Removes an object. The caller knows that nobody refers to it.</summary>
    internal void Delete(string hash)
    {
        _remote?.Delete(hash);
        StoreFailure.Explain(_objects, () => File.Delete(PathOf(hash)));
    }

    /// <summary>A new path in the folder for unfinished files; a leftover there is removed once its process has ended.</summary>
    public string NewTemporaryPath() => _temporary.NewPath();

    string PathOf(string hash)
    {
        if (!ObjectHash.IsValid(hash)) throw new ArgumentException($"'{hash}' is no object's hash.", nameof(hash));
        return Path.Combine(_objects, hash[..2], hash);
    }

    FileStream? OpenOrNull(string hash)
    {
        try
        {
            return new FileStream(PathOf(hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new RondoException("store_unreadable", $"The stored object {hash} can't be read: {e.Message}",
                "Check the permissions of the workspace folder.");
        }
    }

    bool IsIntactHere(string hash)
    {
        if (!File.Exists(PathOf(hash))) return false;
        using var file = OpenOrNull(hash);
        return file is not null && ObjectHash.Of(file) == hash;
    }

    /// <summary>Whether nothing is left to do to store an object: the copy here is whole, and the bucket has it too, if need be now.</summary>
    bool IsStored(string hash)
    {
        if (!IsIntactHere(hash)) return false;
        _remote?.Store(hash, PathOf(hash), isLikelyThere: true);
        return true;
    }

    string Publish(string temporary, string hash)
    {
        _remote?.Store(hash, temporary, isLikelyThere: false);
        return PublishHere(temporary, hash);
    }

    string PublishHere(string temporary, string hash)
    {
        var path = PathOf(hash);
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        DurableFile.Publish(temporary, path);
        return Touched(hash);
    }

    // Somebody is about to refer to it, so it counts as new (see StoreCleaning).
    string Touched(string hash)
    {
        File.SetLastWriteTimeUtc(PathOf(hash), _clock.GetUtcNow().UtcDateTime);
        return hash;
    }

    /// <summary>Reads the copy here; when it is missing or damaged, a new one from the bucket.</summary>
    T Fetching<T>(string hash, long maxBytes, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RondoException e) when (_remote is not null && IsGone(e))
        {
            var fetched = Fetch(hash, maxBytes);
            if (fetched == Fetched.Damaged) throw Damaged(hash, $" in {_remote.Shown}");
            if (fetched == Fetched.Nothing) throw;
            return read();
        }
    }

    Fetched Fetch(string hash, long maxBytes = long.MaxValue)
    {
        if (_remote is null) return Fetched.Nothing;
        var temporary = NewTemporaryPath();
        try
        {
            using (var file = TemporaryFiles.Create(temporary))
            {
                if (!_remote.Download(hash, file, maxBytes)) return Fetched.Nothing;
                file.Position = 0;
                if (ObjectHash.Of(file) != hash)
                {
                    _remote.MarkDamaged(hash);
                    return Fetched.Damaged;
                }
                file.Flush(flushToDisk: true);
            }
            PublishHere(temporary, hash);
            return Fetched.Whole;
        }
        catch (Exception e) when (StoreFailure.Explanation(e, _objects) is { } explained)
        {
            throw explained;
        }
        finally
        {
            TemporaryFiles.RemoveQuietly(temporary);
        }
    }

    static string CopyHashed(Stream source, Stream destination)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = source.Read(buffer)) > 0)
        {
            sha.AppendData(buffer, 0, read);
            destination.Write(buffer, 0, read);
        }
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    static bool IsGone(RondoException e) => e is { Mistakes: [{ Code: "object_missing" or "object_damaged" }] };

    RondoException Missing(string hash) =>
        new("object_missing", $"The stored object {hash} is missing from {(_remote is null ? "the workspace" : $"the workspace and from {_remote.Shown}")}.",
            "Restore the workspace from a backup, or run the lifecycle file again.");

    static RondoException Damaged(string hash, string where = "") =>
        new("object_damaged", $"The stored object {hash} is damaged{where}: its content no longer has that hash.",
            "Restore the workspace from a backup, or run the lifecycle file again.");

    enum Fetched
    {
        Nothing,
        Damaged,
        Whole,
    }
}
