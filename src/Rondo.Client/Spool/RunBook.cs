using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Rondo.Client.Wire;

namespace Rondo.Client.Spool;

/// <summary>The runs of a spool, each in a file of its own until its end is acknowledged.</summary>
sealed class RunBook(string folder)
{
    readonly ConcurrentDictionary<uint, SpooledRun> _runs = new();

    public IEnumerable<KeyValuePair<uint, SpooledRun>> All => _runs.OrderBy(r => r.Key);

    public static RunBook Open(string folder)
    {
        var book = new RunBook(folder);
        foreach (var file in Directory.EnumerateFiles(folder, "*.run"))
        {
            // A file that can't be read was never finished: nothing refers to it.
            if (uint.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Read(file) is { } run)
            {
                run.IsAttempted = run.RunId is null;
                book._runs[number] = run;
            }
        }
        return book;
    }

    public SpooledRun? Find(uint number) => _runs.GetValueOrDefault(number);

    public void Add(uint number, SpooledRun run) => _runs[number] = run;

    /// <summary>On disk when this returns.</summary>
    public void Save(uint number)
    {
        if (!_runs.TryGetValue(number, out var run)) return;
        var path = PathOf(number);
        var written = path + ".new";
        using (var file = new FileStream(written, FileMode.Create))
        {
            JsonSerializer.Serialize(file, run, WireJson.Default.SpooledRun);
            file.Flush(flushToDisk: true);
        }
        File.Move(written, path, overwrite: true);
    }

    public void Remove(uint number)
    {
        _runs.TryRemove(number, out _);
        File.Delete(PathOf(number));
    }

    static SpooledRun? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), WireJson.Default.SpooledRun);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    string PathOf(uint number) => Path.Combine(folder, $"{number:D8}.run");
}
