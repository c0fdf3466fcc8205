using System.IO.Compression;
using Rondo.Deploy.Batch;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Batch.Sinks;

/// <summary>A format of text: what stands before all rows, between two pieces, and after all rows.</summary>
sealed record TextForm(byte[] Head, byte[] Between, byte[] Tail, Func<PredictedRows, ReadOnlyMemory<byte>> Encode)
{
    public static TextForm Delimited(Schema columns, char delimiter) =>
        new(DelimitedRows.Header(columns, (byte)delimiter), [], [], rows => DelimitedRows.Encode(rows, (byte)delimiter));

    public static TextForm JsonLines { get; } = new([], [], [], JsonRows.Encode);

    public static TextForm JsonArray { get; } = new([.. "[\n"u8], [.. ",\n"u8], [.. "\n]\n"u8], Elements);

    /// <summary>The same through gzip, each piece a member of its own (RFC 1952): pieces are compressed side by side, and appended to what is there.</summary>
    public TextForm Compressed() => new(Pack(Head), Pack(Between), Pack(Tail), rows => Pack(Encode(rows).Span));

    // A line feed stands at the end of rows alone; within texts it is escaped.
    static ReadOnlyMemory<byte> Elements(PredictedRows rows)
    {
        var lines = JsonRows.Encode(rows).Span.TrimEnd((byte)'\n');
        var array = new byte[lines.Length + rows.Count];
        var at = 0;
        foreach (var character in lines)
        {
            if (character == '\n') array[at++] = (byte)',';
            array[at++] = character;
        }
        return array.AsMemory(0, at);
    }

    static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return [];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
