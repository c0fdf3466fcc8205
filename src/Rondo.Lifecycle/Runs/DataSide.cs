using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Snapshots;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Runs;

/// <summary>One of two tables that are compared: a snapshot, or a file as it is now.</summary>
/// <param name="Name">The person's words.</param>
/// <param name="Table">The rows.</param>
/// <param name="DataHash">Their hash.</param>
/// <param name="Keys">What tells rows apart, as far as a lifecycle file said so.</param>
public sealed record DataSide(string Name, Table Table, string DataHash, IReadOnlyList<IReadOnlyList<string>> Keys)
{
    /// <summary>Both tables. A file is read as the snapshot beside it was: by its types and its words for missing values.</summary>
    /// <exception cref="RondoException">One of them is neither a file nor a version of data, or can't be read.</exception>
    public static (DataSide Before, DataSide After) Read(Workspace workspace, string before, string after, int threads, CancellationToken cancellation = default)
    {
        var (first, second) = (Find(workspace, before), Find(workspace, after));
        var (one, other) = (FromSnapshot(workspace, first, threads, cancellation), FromSnapshot(workspace, second, threads, cancellation));
        one ??= FromFile(workspace, before, other, second, threads, cancellation);
        other ??= FromFile(workspace, after, one, first, threads, cancellation);
        return (one, other);
    }

    // A file that is there is meant; to name a tag of the same name, stand in another folder.
    static DataReference? Find(Workspace workspace, string text) => File.Exists(text) ? null : DataReference.Resolve(workspace.Data, text);

    static DataSide? FromSnapshot(Workspace workspace, DataReference? reference, int threads, CancellationToken cancellation) => reference is null ? null
        : new DataSide(reference.Text, workspace.Snapshots.Read(reference.DataHash, threads, cancellation), reference.DataHash, reference.Version?.Keys ?? []);

    static DataSide FromFile(Workspace workspace, string path, DataSide? other, DataReference? otherReference, int threads, CancellationToken cancellation)
    {
        var options = new SourceOptions { Threads = threads, Missing = MissingWords(workspace, otherReference?.Version) };
        var table = Read(path, other is null ? options : options with { Types = other.Table.Schema.Fields.ToDictionary(f => f.Name, f => f.Type) }, options, cancellation);
        return new DataSide(path, table, CanonicalHash.Of(table, threads, cancellation), []);
    }

    static Table Read(string path, SourceOptions byTypes, SourceOptions freely, CancellationToken cancellation)
    {
        try
        {
            return SourceReader.Read(new SourceSpec(path), byTypes, RondoParts.Catalog, cancellation);
        }
        catch (RondoException exception) when (exception.Mistakes.All(m => m.Code == "wrong_type"))
        {
            // A column of another type is a difference to tell, not a mistake.
            return SourceReader.Read(new SourceSpec(path), freely, RondoParts.Catalog, cancellation);
        }
    }

    static string[] MissingWords(Workspace workspace, DataVersion? version)
    {
        if (version is not { Runs: [.., var run] }) return [];
        using var spec = JsonDocument.Parse(workspace.Runs.Get(run).SpecJson);
        return spec.RootElement.TryGetProperty("prepare", out var prepare) && prepare.TryGetProperty("missing", out var words) && words.ValueKind == JsonValueKind.Array
            ? [.. words.EnumerateArray().Where(w => w.ValueKind == JsonValueKind.String).Select(w => w.GetString()!)]
            : [];
    }
}
