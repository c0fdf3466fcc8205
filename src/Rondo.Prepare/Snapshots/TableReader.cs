using Rondo.DuckDb;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources.Parquet;

namespace Rondo.Prepare.Snapshots;

/// <summary>Reads what <see cref="TableWriter"/> wrote as Parquet, value by value: no text stands for a missing one.</summary>
public static class TableReader
{
    public static Table Read(string path, CancellationToken cancellation = default)
    {
        ParquetFile.Check(path);
        using var database = DuckDbDatabase.OpenInMemory(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 7);
        using var connection = database.Connect();
        return ParquetFile.Explained(path, () =>
        {
            using var result = connection.Query("SELECT * FROM read_parquet($1, hive_partitioning = false)", [ParquetFile.Escape(path)], cancellation);
            return Table.Of(ResultTable.Read(result, missing: null, rows: 0, path));
        });
    }
}
