using System.Text.Json;
using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Parquet;

namespace Rondo.Prepare.Snapshots;

/// <summary>Keeps a table as Parquet that gives the same table back: same names, types and values, proved by its hash.</summary>
public static class Snapshot
{
    /// <summary>The version of the library that reads and writes Parquet.</summary>
    public static string EngineVersion => DuckDbDatabase.Version;

    private const string Key = "rondo";
    private const int Version = 1;

    /// <returns>The table's data_hash.</returns>
    public static string Write(Table table, string path, long memoryLimitBytes = 0, CancellationToken cancellation = default)
    {
        var hash = CanonicalHash.Of(table, cancellation: cancellation);
        using var database = DuckDbDatabase.OpenInMemory(Environment.ProcessorCount, MemoryLimit(memoryLimitBytes));
        using var connection = database.Connect();
        TableLoad.Into(connection, "snapshot", table, cancellation);
        var description = JsonSerializer.Serialize(new Description(Version, hash, [.. table.Schema.Fields.Select(f => new FieldDescription(f.Name, f.Type.Word))]));
        DurableFile.Write(path, temporary => connection.Execute(
            $"COPY snapshot TO {Sql.Text(temporary)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, KV_METADATA {{{Key}: {Sql.Text(description)}}})", [], cancellation));
        return hash;
    }

    /// <exception cref="RondoException">The file is damaged, or no snapshot.</exception>
    public static Table Read(string path, int threads = 0, long memoryLimitBytes = 0, CancellationToken cancellation = default)
    {
        if (!File.Exists(path)) throw new RondoException(new Mistake("missing_file", "There is no such snapshot.") { File = path });
        ParquetFile.Check(path);
        using var database = DuckDbDatabase.OpenInMemory(threads > 0 ? threads : Environment.ProcessorCount, MemoryLimit(memoryLimitBytes));
        using var connection = database.Connect();
        var file = ParquetFile.Escape(Path.GetFullPath(path));
        try
        {
            var (description, rows) = Describe(connection, file, path);
            using var result = connection.Query("SELECT * FROM read_parquet($1, hive_partitioning = false)", [file], cancellation);
            var columns = ResultTable.Read(result, missing: null, rows, path);
            var table = new Table(
                new Schema([.. description.Fields.Select(f => new Field(f.Name, ColumnTypes.TryParse(f.Type, out var type) ? type : throw NotASnapshot(path)))]),
                [.. columns.Select(c => c.Column)]);
            return CanonicalHash.Of(table, threads, cancellation) == description.Hash ? table : throw NotASnapshot(path);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw NotASnapshot(path);
        }
        catch (DuckDbException e)
        {
            throw ParquetFile.Unreadable(path, e);
        }
    }

    static (Description, int Rows) Describe(DuckDbConnection connection, string file, string path)
    {
        using var result = connection.Query(
            "SELECT value, (SELECT CAST(num_rows AS BIGINT) FROM parquet_file_metadata($1)) FROM parquet_kv_metadata($1) WHERE decode(key) = $2", file, Key);
        using var chunk = result.Next();
        if (chunk is null || chunk.RowCount == 0) throw NotASnapshot(path);
        var description = JsonSerializer.Deserialize<Description>(chunk[0].Bytes(0));
        return description is { Version: Version, Fields: not null } && Array.TrueForAll(description.Fields, f => f?.Name is not null && f.Type is not null) ? (description, (int)chunk[1].Values<long>()[0]) : throw NotASnapshot(path);
    }

    static RondoException NotASnapshot(string path) =>
        new(new Mistake("damaged_file", "The file is damaged, or no snapshot that this version of Rondo wrote.") { File = path });

    internal static long MemoryLimit(long bytes) => bytes > 0 ? bytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 7;

    sealed record Description(int Version, string Hash, FieldDescription[] Fields);

    sealed record FieldDescription(string Name, string Type);
}
