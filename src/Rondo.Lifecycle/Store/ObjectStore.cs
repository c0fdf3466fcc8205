using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store;

/// <summary>Bytes by the hash of their content: what is there is whole, and what was damaged later is never handed out.</summary>
public sealed class ObjectStore
{
    const int BufferBytes = 1 << 16;
    static readonly TimeSpan _foreignLeftoverAge = TimeSpan.FromDays(1);
    // Lazy: the first hash loads the system's cryptography, which a command that only looks doesn't need.
    static readonly Lazy<string> _hostTag = new(() => ObjectHash.Of(Encoding.UTF8.GetBytes(Environment.MachineName))[..8]);

    readonly string _objects;
    readonly string _temporary;
    readonly TimeProvider _clock;

    internal ObjectStore(string objects, string temporary, TimeProvider clock)
    {
        _objects = objects;
        _temporary = temporary;
        _clock = clock;
        StoreFailure.Explain(objects, () =>
        {
            DurableFile.CreateFolder(objects);
            DurableFile.CreateFolder(temporary);
            RemoveLeftovers();
        });
    }

    /// <summary>Stores the bytes and returns their hash; when this returns they outlive a power cut.</summary>
    public string Put(ReadOnlySpan<byte> content)
    {
        var hash = ObjectHash.Of(content);
        if (IsIntact(hash)) return hash;
        var temporary = NewTemporaryPath();
        try
        {
            using (var file = Create(temporary))
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
            RemoveQuietly(temporary);
        }
    }

    /// <summary>Stores a stream to its end, without holding it in memory.</summary>
    public string Put(Stream content)
    {
        var temporary = NewTemporaryPath();
        try
        {
            string hash;
            using (var file = Create(temporary))
            {
                hash = CopyHashed(content, file);
                file.Flush(flushToDisk: true);
            }
            return IsIntact(hash) ? hash : Publish(temporary, hash);
        }
        catch (Exception e) when (StoreFailure.Explanation(e, _objects) is { } explained)
        {
            throw explained;
        }
        finally
        {
            RemoveQuietly(temporary);
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
            return IsIntact(hash) ? hash : Publish(temporary, hash);
        }
        catch (Exception e) when (StoreFailure.Explanation(e, _objects) is { } explained)
        {
            throw explained;
        }
        finally
        {
            RemoveQuietly(temporary);
        }
    }

    /// <summary>Whether an object of that name is there; its content isn't looked at.</summary>
    public bool Contains(string hash) => File.Exists(PathOf(hash));

    /// <summary>Whether the object is there and its content still has its hash.</summary>
    public bool IsIntact(string hash)
    {
        if (!Contains(hash)) return false;
        using var file = OpenOrNull(hash);
        return file is not null && ObjectHash.Of(file) == hash;
    }

    /// <summary>The object's content, verified. A missing or damaged object is a mistake that names it.</summary>
    public byte[] Read(string hash, long maxBytes = int.MaxValue)
    {
        using var file = OpenOrNull(hash) ?? throw Missing(hash);
        if (file.Length > Math.Min(maxBytes, Array.MaxLength))
            throw new RondoException("object_too_large",
                string.Create(CultureInfo.InvariantCulture, $"The stored object {hash} has {file.Length} bytes; at most {maxBytes} were expected."));
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return ObjectHash.Of(content) == hash ? content : throw Damaged(hash);
    }

    /// <summary>The object's content, or null when it is missing or damaged.</summary>
    public byte[]? TryRead(string hash)
    {
        using var file = OpenOrNull(hash);
        if (file is null || file.Length > Array.MaxLength) return null;
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return ObjectHash.Of(content) == hash ? content : null;
    }

    /// <summary>The path of a verified object, for readers that want a file. The file must not be changed.</summary>
    public string GetPath(string hash)
    {
        if (!Contains(hash)) throw Missing(hash);
        return IsIntact(hash) ? PathOf(hash) : throw Damaged(hash);
    }

    /// <summary>Copies an object to a stream and verifies it on the way; the caller discards what it got when this throws.</summary>
    public void CopyTo(string hash, Stream destination)
    {
        using var file = OpenOrNull(hash) ?? throw Missing(hash);
        if (CopyHashed(file, destination) != hash) throw Damaged(hash);
    }

    /// <summary>The object's size in bytes, or null when it is missing.</summary>
    public long? SizeOf(string hash)
    {
        var file = new FileInfo(PathOf(hash));
        return file.Exists ? file.Length : null;
    }

    /// <summary>The hashes of all objects.</summary>
    internal IEnumerable<string> Hashes() =>
        Directory.EnumerateFiles(_objects, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!).Where(ObjectHash.IsValid);

    /// <summary>The first bytes of an object, not verified; fewer when it is shorter or gone.</summary>
    internal byte[] Start(string hash, int bytes)
    {
        using var file = OpenOrNull(hash);
        if (file is null) return [];
        var start = new byte[bytes];
        return start[..file.ReadAtLeast(start, bytes, throwOnEndOfStream: false)];
    }

    /// <summary>Removes an object. The caller knows that nobody refers to it.</summary>
    internal void Delete(string hash) => StoreFailure.Explain(_objects, () => File.Delete(PathOf(hash)));

    /// <summary>A new path in the folder for unfinished files; a leftover there is removed once its process has ended.</summary>
    public string NewTemporaryPath() =>
        Path.Combine(_temporary, string.Create(CultureInfo.InvariantCulture,
            $"{_hostTag.Value}-{Environment.ProcessId}-{TimeOrderedId.New(_clock)}.tmp"));

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

    string Publish(string temporary, string hash)
    {
        var path = PathOf(hash);
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        DurableFile.Publish(temporary, path);
        return hash;
    }

    static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);

    // What went wrong before is what to tell; a leftover is removed by a later command.
    static void RemoveQuietly(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (IOException) { }
        catch (UnauthorizedAccessException) { }
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

    // Named by host and process: those of this host go as soon as their process has ended, others after a day.
    void RemoveLeftovers()
    {
        foreach (var path in Directory.EnumerateFiles(_temporary, "*.tmp"))
        {
            var parts = Path.GetFileName(path).Split('-');
            var isOurs = parts is [var host, _, _] && host == _hostTag.Value;
            var isLeftover = isOurs && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? !IsRunning(id)
                : _clock.GetUtcNow() - File.GetLastWriteTimeUtc(path) > _foreignLeftoverAge;
            if (isLeftover) File.Delete(path);
        }
    }

    static bool IsRunning(int processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    static RondoException Missing(string hash) =>
        new("object_missing", $"The stored object {hash} is missing from the workspace.",
            "Restore the workspace from a backup, or run the lifecycle file again.");

    static RondoException Damaged(string hash) =>
        new("object_damaged", $"The stored object {hash} is damaged: its content no longer has that hash.",
            "Restore the workspace from a backup, or run the lifecycle file again.");
}
