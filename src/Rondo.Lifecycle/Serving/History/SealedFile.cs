using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;

namespace Rondo.Lifecycle.Serving.History;

/// <summary>
/// The predictions of one version in one segment of the log, as Parquet: <c>sealed/MODEL/VERSION/SEGMENT.parquet</c>, with what its columns are in a file beside it.
/// </summary>
/// <param name="Segment">The segment's name without its ending; names sort by time.</param>
sealed record SealedFile(string Path, string Segment)
{
    const string Folder = "sealed", Extension = ".parquet", SchemaExtension = ".schema.json";

    /// <summary>All in a log's folder, the oldest first.</summary>
    public static IReadOnlyList<SealedFile> In(string folder)
    {
        var all = System.IO.Path.Combine(folder, Folder);
        return !Directory.Exists(all) ? [] :
            [.. Directory.EnumerateFiles(all, "*" + Extension, SearchOption.AllDirectories).Select(f => new SealedFile(f, System.IO.Path.GetFileNameWithoutExtension(f))).OrderBy(f => f.Segment, StringComparer.Ordinal).ThenBy(f => f.Path, StringComparer.Ordinal)];
    }

    /// <summary>Writes a segment's requests of one schema; they are on the disk when this returns, as old as the segment is.</summary>
    public static void Write(string folder, LogSegmentFile segment, SealedTableBuilder requests, CancellationToken cancellation)
    {
        var (table, rows) = requests.Build();
        var (schema, ids) = (rows.Schema, rows.IdSpan());
        var place = System.IO.Path.Combine(folder, Folder, schema.Model, FormattableString.Invariant($"{schema.Version}"));
        Store.DurableFile.CreateFolder(place);
        var description = System.IO.Path.Combine(place, segment.Name + SchemaExtension);
        Store.DurableFile.Write(description, JsonSerializer.SerializeToUtf8Bytes(new SealedSchema(
            schema.Model, schema.Version, schema.Task, [.. schema.Columns.Select(c => new SealedColumn(c.Name, c.Type.Word))], schema.Masked, schema.Classes)
        {
            FirstEvent = Store.StoreClock.FromMicroseconds(rows.EventTimes.Min()),
            LastEvent = Store.StoreClock.FromMicroseconds(rows.EventTimes.Max()),
            FirstId = ids.First,
            LastId = ids.Last,
        }, SealedJson.Default.SealedSchema));
        var path = System.IO.Path.Combine(place, segment.Name + Extension);
        TableWriter.Write(table, path, cancellation);
        // By their age they are removed.
        foreach (var file in (string[])[description, path]) File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(segment.Path));
    }

    public IEnumerable<LoggedRequest> Read() => SealedTable.Requests(Rows(), Header().Schema);

    /// <summary>The predictions as <see cref="SealedTable"/> says them.</summary>
    public Table Rows() => TableReader.Read(Path);

    /// <summary>What the file holds, without reading it.</summary>
    public SealedHeader Header()
    {
        var path = Path[..^Extension.Length] + SchemaExtension;
        try
        {
            var known = JsonSerializer.Deserialize<SealedSchema>(File.ReadAllBytes(path), SealedJson.Default.SealedSchema)!;
            var schema = new LoggedSchema(known.Model, known.Version, known.Task,
                [.. known.Columns.Select(c => (c.Name, ColumnTypes.TryParse(c.Type, out var type) ? type : throw new JsonException($"there is no type '{c.Type}'")))], known.Masked, known.Classes);
            return new SealedHeader(schema, known.FirstEvent ?? DateTimeOffset.MinValue, known.LastEvent ?? DateTimeOffset.MaxValue, known.FirstId ?? "", known.LastId ?? "g");
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new RondoException("log_damaged", $"'{path}', which says what '{Path}' holds, can't be read: {e.Message}", "Restore the file, or move both away: the rest of the log is read without them.");
        }
    }
}

sealed record SealedSchema(string Model, int Version, TaskKind Task, ImmutableArray<SealedColumn> Columns, ImmutableArray<string> Masked, ImmutableArray<string> Classes)
{
    public DateTimeOffset? FirstEvent { get; init; }

    public DateTimeOffset? LastEvent { get; init; }

    public string? FirstId { get; init; }

    public string? LastId { get; init; }
}

/// <summary>What a sealed file says of itself; of one that says nothing of its times and ids, all are taken to be in it.</summary>
sealed record SealedHeader(LoggedSchema Schema, DateTimeOffset FirstEvent, DateTimeOffset LastEvent, string FirstId, string LastId);

sealed record SealedColumn(string Name, string Type);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SealedSchema))]
sealed partial class SealedJson : JsonSerializerContext;
