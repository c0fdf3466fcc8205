using System.Text.RegularExpressions;
using Rondo.Deploy.Features;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Features;

/// <summary>
/// The feature tables of a workspace, by which hosts complete rows that only name an entity. A push replaces the table's file as a whole,
/// after it reached the disk: hosts see the table before or after it, and never a part.
/// </summary>
public sealed partial class FeatureTables(Workspace workspace)
{
    /// <summary>How many rows of an entity are kept unless told.</summary>
    public const int UsualKept = 100;

    static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(30);

    /// <summary>The tables' names, in order.</summary>
    public IReadOnlyList<string> Names => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*" + FeatureFile.Extension).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)] : [];

    string Folder => workspace.FeatureFolder;

    /// <exception cref="RondoException">There is no such table, or it is damaged.</exception>
    public FeatureTable Get(string name) => TryGet(name)
        ?? throw new RondoException("unknown_features", $"There is no feature table '{name}'.", Spelling.DidYouMean(name, Names) ?? "Push rows to make one: `rondo features push DATA --key COLUMN --time COLUMN`.");

    /// <summary>Adds rows to a table, which is made when there is none. Pushing the same rows again changes nothing.</summary>
    /// <param name="key">The column that says whom a row is about.</param>
    /// <param name="time">The column that says from when on a row is true.</param>
    /// <param name="kept">How many rows of each entity are kept, the newest; null leaves it as it is.</param>
    /// <exception cref="RondoException">The rows don't suit the table.</exception>
    public FeatureTable Push(string name, Table rows, string key, string time, int? kept = null)
    {
        Check(name);
        if (kept is < 1) throw new RondoException("bad_arguments", FormattableString.Invariant($"At least one row of each entity is kept; found {kept}."));
        StoreFailure.Explain(Folder, () => DurableFile.CreateFolder(Folder));
        using var gate = Lock(name);
        var table = TryGet(name) is { } known ? Same(name, known, key, time).With(rows, kept) : FeatureTable.Of(rows, key, time, kept ?? UsualKept);
        StoreFailure.Explain(Folder, () => Save(name, table));
        return table;
    }

    /// <returns>False when there was none.</returns>
    public bool Drop(string name)
    {
        Check(name);
        if (!File.Exists(PathOf(name))) return false;
        using (Lock(name)) File.Delete(PathOf(name));
        return true;
    }

    FeatureTable? TryGet(string name)
    {
        Check(name);
        return File.Exists(PathOf(name)) ? FeatureFile.Read(File.ReadAllBytes(PathOf(name)), name) : null;
    }

    void Save(string name, FeatureTable table)
    {
        var temporary = PathOf(name) + ".tmp";
        using (var file = File.Create(temporary))
        {
            file.Write(FeatureFile.Write(table));
            file.Flush(flushToDisk: true);
        }
        DurableFile.Publish(temporary, PathOf(name));
    }

    // Two pushes at once would each replace the table without the other's rows.
    FileStream Lock(string name)
    {
        var until = DateTime.UtcNow + _longestWait;
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Folder, name + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < until)
            {
                Thread.Sleep(20);
            }
            catch (IOException e)
            {
                throw new RondoException("features_busy", $"The feature table '{name}' is being written by another process since {_longestWait.TotalSeconds:0} s: {e.Message}");
            }
        }
    }

    string PathOf(string name) => Path.Combine(Folder, name + FeatureFile.Extension);

    static FeatureTable Same(string name, FeatureTable known, string key, string time) => known.Key == key && known.Time == time ? known
        : throw new RondoException("features_differ", $"The feature table '{name}' is by '{known.Key}' and '{known.Time}', not by '{key}' and '{time}'.", "Give the table another name (--table), or drop it first.");

    static void Check(string name)
    {
        if (!NamePattern().IsMatch(name)) throw new RondoException("bad_arguments", $"'{name}' can't be the name of a feature table.", "A name has 1 to 100 letters, digits, '_', '-' or '.', and begins with a letter or '_'.");
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.-]{0,99}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
