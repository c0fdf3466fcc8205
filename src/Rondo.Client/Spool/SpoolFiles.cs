using System.Collections.Concurrent;

namespace Rondo.Client.Spool;

/// <summary>Copies of artifacts, so that a program may change or remove the originals at once.</summary>
sealed class SpoolFiles
{
    readonly string _folder;
    readonly ConcurrentQueue<string> _unsynced = new();
    long _bytes;

    public SpoolFiles(string folder)
    {
        _folder = folder;
        if (Directory.Exists(folder)) _bytes = Directory.EnumerateFiles(folder).Sum(f => new FileInfo(f).Length);
    }

    public long Bytes => Volatile.Read(ref _bytes);

    public string PathOf(string name) => Path.Combine(_folder, Path.GetFileName(name));

    /// <returns>The copy's name.</returns>
    public string Copy(Stream source)
    {
        Directory.CreateDirectory(_folder);
        var name = Guid.NewGuid().ToString("N");
        try
        {
            using var copy = new FileStream(PathOf(name), FileMode.CreateNew, FileAccess.Write);
            source.CopyTo(copy);
            Interlocked.Add(ref _bytes, copy.Length);
        }
        catch
        {
            File.Delete(PathOf(name));
            throw;
        }
        _unsynced.Enqueue(name);
        return name;
    }

    public void Delete(string name)
    {
        var file = new FileInfo(PathOf(name));
        if (!file.Exists) return;
        Interlocked.Add(ref _bytes, -file.Length);
        file.Delete();
    }

    /// <summary>Returns when the disk has every copy.</summary>
    public void Sync()
    {
        while (_unsynced.TryPeek(out var name))
        {
            if (File.Exists(PathOf(name)))
            {
                using var handle = File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                RandomAccess.FlushToDisk(handle);
            }
            _unsynced.TryDequeue(out _);
        }
    }
}
