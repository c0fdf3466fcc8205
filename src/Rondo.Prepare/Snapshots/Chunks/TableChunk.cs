using Rondo.Engine.Data;

namespace Rondo.Prepare.Snapshots.Chunks;

/// <summary>Some consecutive rows of a table as bytes. Equal rows give equal bytes, whatever table they are from, on any machine and thread.</summary>
/// <remarks>
/// "RONDOCHK", version, rows, columns; then of each column its kind, the number of its bytes and its bytes. All numbers are little-endian.
/// There is no checksum: a chunk is kept under the SHA-256 of its bytes.
/// </remarks>
public static class TableChunk
{
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "RONDOCHK"u8;

    /// <summary>Whether the bytes begin as a chunk's do.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>How many bytes <see cref="IsOne"/> needs to see.</summary>
    public static int MagicBytes => Magic.Length;

    /// <param name="table">The whole table.</param>
    /// <param name="start">The chunk's first row.</param>
    /// <param name="end">The row after its last; at least one row.</param>
    public static byte[] Write(Table table, int start, int end)
    {
        using var writer = new ChunkWriter();
        writer.Append(Magic);
        writer.Int32(Version);
        writer.Int32(end - start);
        writer.Int32(table.Columns.Length);
        foreach (var column in table.Columns)
        {
            writer.Byte(KindOf(column.Type));
            writer.Measured(own => Write(own, column, start, end - start));
        }
        return writer.Bytes.ToArray();
    }

    static int KindOf(ColumnType type) => type switch
    {
        ColumnType.Double => 1,
        ColumnType.Text => 2,
        _ => 0,
    };

    static void Write(ChunkWriter writer, Column column, int start, int count)
    {
        switch (column)
        {
            case DoubleColumn number:
                DoubleCode.Write(writer, number.Values.AsSpan(start, count));
                break;
            case TextColumn text:
                TextCode.Write(writer, text, start, count);
                break;
            case IntegerColumn { Missing: { } missing } whole:
                MissingCode.Write(writer, missing.AsSpan(start, count));
                using (var values = new Scratch<long>(count))
                {
                    whole.Values.AsSpan(start, count).CopyTo(values.Span);
                    MissingCode.Bridge(values.Span, missing.AsSpan(start, count));
                    IntegerCode.Write(writer, values.Span);
                }
                break;
            case IntegerColumn whole:
                writer.Byte(0);
                IntegerCode.Write(writer, whole.Values.AsSpan(start, count));
                break;
        }
    }

    /// <summary>Puts the chunk's rows where they belong.</summary>
    /// <exception cref="InvalidDataException">The bytes are no chunk of such a table.</exception>
    internal static void Read(ReadOnlySpan<byte> bytes, int chunk, int start, int count, IReadOnlyList<ColumnParts> columns)
    {
        var reader = new ChunkReader(bytes);
        if (!IsOne(reader.Take(Magic.Length)) || reader.Int32() != Version || reader.Int32() != count || reader.Int32() != columns.Count) throw ChunkReader.Damaged();
        foreach (var column in columns)
        {
            if (reader.Byte() != KindOf(column.Type)) throw ChunkReader.Damaged();
            var own = new ChunkReader(reader.Take(reader.Int32()));
            column.Read(ref own, chunk, start, count);
            if (!own.IsAtEnd) throw ChunkReader.Damaged();
        }
        if (!reader.IsAtEnd) throw ChunkReader.Damaged();
    }
}
