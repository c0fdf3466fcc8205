using System.Buffers.Binary;
using System.Security.Cryptography;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Features;

/// <summary>A feature table as a file: magic, version, length and SHA-256, then columns. Reading is bounded and runs no code.</summary>
public static class FeatureFile
{
    /// <summary>What the names of such files end in.</summary>
    public const string Extension = ".features";

    const int Version = 1;
    const int HeaderBytes = 8 + 4 + 8 + 32;

    static ReadOnlySpan<byte> Magic => "RONDOFEA"u8;

    public static byte[] Write(FeatureTable table)
    {
        var writer = new PipelineWriter();
        writer.Text(table.Key);
        writer.Text(table.Time);
        writer.Int(table.Kept);
        writer.Int(table.Rows.RowCount);
        writer.Texts([.. table.Rows.Schema.Fields.Select(f => f.Name)]);
        writer.Texts([.. table.Rows.Schema.Fields.Select(f => f.Type.Word)]);
        foreach (var column in table.Rows.Columns) Write(writer, column);
        var file = new byte[HeaderBytes + writer.Written.Length];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(12), writer.Written.Length);
        SHA256.HashData(writer.Written, file.AsSpan(20));
        writer.Written.CopyTo(file.AsSpan(HeaderBytes));
        return file;
    }

    /// <exception cref="RondoException">The bytes are damaged, or of a newer version.</exception>
    public static FeatureTable Read(ReadOnlyMemory<byte> file, string name)
    {
        var header = file.Span;
        if (header.Length < HeaderBytes || !header.StartsWith(Magic)) throw Damaged(name, "it is no feature table");
        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version > Version) throw new RondoException("newer_version", FormattableString.Invariant($"The feature table '{name}' is of format {version}; this program reads up to {Version}."), "Use a newer Rondo.");
        var payload = file[HeaderBytes..];
        if (BinaryPrimitives.ReadInt64LittleEndian(header[12..]) != payload.Length) throw Damaged(name, "it was cut off");
        if (!SHA256.HashData(payload.Span).AsSpan().SequenceEqual(header.Slice(20, 32))) throw Damaged(name, "its checksum does not hold");
        try
        {
            return Read(new PipelineReader(payload, FittedCatalog.Known));
        }
        catch (Exception e) when (e is RondoException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            throw Damaged(name, "its columns do not fit together");
        }
    }

    static FeatureTable Read(PipelineReader reader)
    {
        var (key, time, kept, rows) = (reader.Text(), reader.Text(), reader.Int(), reader.Int());
        var (names, words) = (reader.Texts(), reader.Texts());
        if (names.Length != words.Length) throw new InvalidOperationException("Names and types differ.");
        var columns = names.Select((name, i) => (name, Column: Read(reader, ColumnTypes.TryParse(words[i], out var type) ? type : throw new InvalidOperationException("An unknown type.")))).ToArray();
        if (columns.Any(c => c.Column.Length != rows)) throw new InvalidOperationException("Columns of other lengths.");
        return new FeatureTable(Table.Of(columns), key, time, kept);
    }

    static void Write(PipelineWriter writer, Column column)
    {
        switch (column)
        {
            case DoubleColumn doubles:
                writer.Doubles(doubles.Values);
                break;
            case TextColumn texts:
                // Only what some row has: rows that went leave their texts behind.
                var used = TextColumn.From([.. Enumerable.Range(0, texts.Length).Select(row => texts[row])]);
                writer.Texts(used.Dictionary);
                writer.Ints(used.Codes);
                break;
            case IntegerColumn integers:
                writer.Raw<long>(integers.Values);
                writer.Raw<byte>(Array.ConvertAll(integers.Missing ?? [], m => m ? (byte)1 : (byte)0));
                break;
        }
    }

    static Column Read(PipelineReader reader, ColumnType type)
    {
        if (type == ColumnType.Double) return new DoubleColumn(reader.Doubles());
        if (type == ColumnType.Text)
        {
            var (dictionary, codes) = (reader.Texts(), reader.Ints());
            return codes.All(c => c >= -1 && c < dictionary.Length) ? new TextColumn(codes, dictionary) : throw new InvalidOperationException("A code is none of the dictionary's.");
        }
        var (values, missing) = (reader.Raw<long>(), reader.Bytes());
        return new IntegerColumn(type, values, missing.Length == 0 ? null : Array.ConvertAll(missing, m => m != 0));
    }

    static RondoException Damaged(string name, string why) => new("damaged_features", $"The feature table '{name}' is damaged: {why}.", "Drop it and push its rows anew: `rondo features drop`, `rondo features push`.");
}
