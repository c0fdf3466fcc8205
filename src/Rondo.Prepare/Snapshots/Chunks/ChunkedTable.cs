using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>Puts a table together from its chunks.</summary>
public static class ChunkedTable
{
    /// <param name="schema">Names and types.</param>
    /// <param name="rows">How many rows each chunk has, in order.</param>
    /// <param name="read">The bytes of a chunk, verified.</param>
    /// <param name="threads">Chunks are read side by side.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <exception cref="InvalidDataException">A chunk is none of such a table.</exception>
    public static Table Read(Schema schema, IReadOnlyList<int> rows, Func<int, byte[]> read, int threads, CancellationToken cancellation = default)
    {
        var starts = new int[rows.Count + 1];
        for (var i = 0; i < rows.Count; i++) starts[i + 1] = checked(starts[i] + rows[i]);
        ColumnParts[] parts = [.. schema.Fields.Select(f => new ColumnParts(f.Type, starts[^1], rows.Count))];
        WorkBlocks.Run(rows.Count, 1, threads, (chunk, _, _) => TableChunk.Read(read(chunk), chunk, starts[chunk], rows[chunk], parts), cancellation);
        var columns = new Column[parts.Length];
        WorkBlocks.Run(parts.Length, 1, threads, (c, _, _) => columns[c] = parts[c].Build(starts), cancellation);
        return new Table(schema, columns);
    }
}
