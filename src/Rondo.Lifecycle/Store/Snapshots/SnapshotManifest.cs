using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Lifecycle.Packages;

namespace Rondo.Lifecycle.Store.Snapshots;

/// <summary>Some rows of a snapshot, by the hash of their bytes.</summary>
public sealed record SnapshotChunk(string Hash, int Rows, long Bytes);

/// <summary>What a snapshot is made of: its hash, its columns and its chunks in order.</summary>
public sealed record SnapshotManifest(string DataHash, Schema Schema, IReadOnlyList<SnapshotChunk> Chunks)
{
    const int Version = 1;

    /// <summary>Tells manifests from the other objects of a store.</summary>
    internal static ReadOnlySpan<byte> Magic => "RONDOSNP"u8;

    public int Rows => Chunks.Sum(c => c.Rows);

    public long Bytes => Chunks.DistinctBy(c => c.Hash).Sum(c => c.Bytes);

    public byte[] Write() => [.. Magic, .. CanonicalJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", Version);
        writer.WriteString("data_hash", DataHash);
        writer.WriteStartArray("columns");
        foreach (var field in Schema.Fields)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(field.Name);
            writer.WriteStringValue(field.Type.Word);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("chunks");
        foreach (var chunk in Chunks)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(chunk.Hash);
            writer.WriteNumberValue(chunk.Rows);
            writer.WriteNumberValue(chunk.Bytes);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    })];

    /// <exception cref="InvalidDataException">The bytes are no manifest.</exception>
    public static SnapshotManifest Read(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Magic)) throw Damaged();
        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(Magic.Length));
            var root = json.RootElement;
            if (root.GetProperty("version").GetInt32() != Version) throw Damaged();
            Field[] fields = [.. root.GetProperty("columns").EnumerateArray().Select(c => new Field(c[0].GetString()!, TypeOf(c[1].GetString()!)))];
            SnapshotChunk[] chunks = [.. root.GetProperty("chunks").EnumerateArray().Select(c => new SnapshotChunk(HashOf(c[0]), c[1].GetInt32(), c[2].GetInt64()))];
            if (chunks.Any(c => c.Rows <= 0) || chunks.Sum(c => (long)c.Rows) > Array.MaxLength) throw Damaged();
            return new SnapshotManifest(HashOf(root.GetProperty("data_hash")), new Schema(fields), chunks);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or FormatException or ArgumentException)
        {
            throw Damaged();
        }
    }

    static string HashOf(JsonElement text) => text.GetString() is { } hash && ObjectHash.IsValid(hash) ? hash : throw Damaged();

    static ColumnType TypeOf(string word) => ColumnTypes.TryParse(word, out var type) ? type : throw Damaged();

    static InvalidDataException Damaged() => new("The object is no manifest of a snapshot that this version of Rondo knows.");
}
