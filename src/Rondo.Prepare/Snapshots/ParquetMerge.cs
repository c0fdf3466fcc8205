using Rondo.DuckDb;
using Rondo.Prepare.Sources.Parquet;

namespace Rondo.Prepare.Snapshots;

/// <summary>Makes one Parquet file of several with the same columns, row groups at a time, so that memory does not grow with the rows.</summary>
public static class ParquetMerge
{
    private const long MemoryBytes = 1L << 30;

    /// <param name="parts">In the order of their rows.</param>
    /// <param name="path">Of the whole, which appears when it is complete and on disk.</param>
    /// <param name="cancellation">Interrupts.</param>
    public static void Write(IReadOnlyList<string> parts, string path, CancellationToken cancellation = default)
    {
        using var database = DuckDbDatabase.OpenInMemory(1, MemoryBytes);
        using var connection = database.Connect();
        var list = string.Join(", ", parts.Select(part => Sql.Text(ParquetFile.Escape(part))));
        DurableFile.Write(path, temporary => connection.Execute($"COPY (SELECT * FROM read_parquet([{list}], hive_partitioning = false)) TO {Sql.Text(temporary)} ({TableWriter.ParquetFormat})", [], cancellation));
    }
}
