using Rondo.DuckDb;
using Rondo.Prepare.Sources.Parquet;

namespace Rondo.Prepare.Snapshots;

/// <summary>Reads back what was written.</summary>
public static class ParquetCheck
{
    private const int LongestText = 64;
    private const long MemoryBytes = 1L << 30;

    /// <summary>Writes the text that a row should have, in UTF-8, and says how many bytes it has.</summary>
    public delegate int ExpectedText(long row, Span<byte> target);

    /// <summary>The first row whose text is another than it should be, or that is missing or one too many; null when all are as they should be.</summary>
    /// <param name="path">The Parquet file.</param>
    /// <param name="column">A column of texts of at most 64 bytes.</param>
    /// <param name="rows">How many there should be.</param>
    /// <param name="expected">What each should have.</param>
    /// <param name="cancellation">Interrupts.</param>
    public static long? FirstDifference(string path, string column, long rows, ExpectedText expected, CancellationToken cancellation = default)
    {
        using var database = DuckDbDatabase.OpenInMemory(1, MemoryBytes);
        using var connection = database.Connect();
        using var result = connection.Query($"SELECT {DuckDbDatabase.Quote(column)} FROM read_parquet($1, hive_partitioning = false)", [ParquetFile.Escape(path)], cancellation);
        Span<byte> text = stackalloc byte[LongestText];
        var row = 0L;
        foreach (var chunk in result.Chunks())
        {
            var texts = chunk[0];
            for (var i = 0; i < chunk.RowCount; i++, row++)
                if (row >= rows || !texts.IsValid(i) || !texts.Bytes(i).SequenceEqual(text[..expected(row, text)])) return row;
        }
        return row == rows ? null : row;
    }
}
