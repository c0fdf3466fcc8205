using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Features;

/// <summary>The feature tables of a folder, in memory as they were last written. A table that another process replaces is seen within half a second.</summary>
/// <param name="mostBytes">The largest file that is held in memory.</param>
public sealed partial class FeatureFolder(string folder, ILogger log, TimeProvider clock, long mostBytes = 1L << 30)
{
    static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(250);

    readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>The table as it stands now; null when there is none.</summary>
    /// <exception cref="RondoException">It was never read before, and is damaged or too large.</exception>
    public FeatureTable? Find(string name)
    {
        if (!_held.TryGetValue(name, out var held)) return (_held[name] = Read(name)).Table;
        if (clock.GetElapsedTime(held.Looked) < s_lookEvery || Interlocked.Exchange(ref held.IsLooking, 1) == 1) return held.Table;
        if (StampOf(name) == held.Stamp)
        {
            held.Looked = clock.GetTimestamp();
            Volatile.Write(ref held.IsLooking, 0);
            return held.Table;
        }
        // Who asks meanwhile gets the table as it was.
        return Replaced(name, held).Table;
    }

    Held Replaced(string name, Held held)
    {
        try
        {
            return _held[name] = Read(name);
        }
        catch (Exception e)
        {
            NotRead(e, name);
            held.Looked = clock.GetTimestamp();
            Volatile.Write(ref held.IsLooking, 0);
            return held;
        }
    }

    Held Read(string name)
    {
        var stamp = StampOf(name);
        if (stamp is null) return new Held(null, null) { Looked = clock.GetTimestamp() };
        if (stamp.Value.Length > mostBytes)
            throw new RondoException("features_too_large", FormattableString.Invariant($"The feature table '{name}' has {stamp.Value.Length} bytes; at most {mostBytes} are held in memory."), "Push fewer columns, or keep fewer rows of each entity (--keep).");
        try
        {
            return new Held(stamp, FeatureFile.Read(File.ReadAllBytes(PathOf(name)), name)) { Looked = clock.GetTimestamp() };
        }
        catch (FileNotFoundException)
        {
            return new Held(null, null) { Looked = clock.GetTimestamp() };
        }
    }

    (DateTime Written, long Length)? StampOf(string name)
    {
        var file = new FileInfo(PathOf(name));
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
    }

    string PathOf(string name) => Path.Combine(folder, name + FeatureFile.Extension);

    sealed class Held((DateTime Written, long Length)? stamp, FeatureTable? table)
    {
        public int IsLooking;

        public (DateTime Written, long Length)? Stamp => stamp;

        public FeatureTable? Table => table;

        public long Looked { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The feature table {Name} can't be read; what was read before serves on")]
    partial void NotRead(Exception e, string name);
}
