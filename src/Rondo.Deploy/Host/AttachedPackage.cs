using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Deploy.Host;

/// <summary>
/// A model behind the end of a program's file: its description, its pipeline, and a footer of length, SHA-256, format and magic.
/// The program runs as before, and reads from its own file what it serves.
/// </summary>
public sealed class AttachedPackage : IModelCatalog
{
    const int Format = 1;
    const int FooterLength = sizeof(long) + Sha256.Length + sizeof(int) + 8;
    const int LongestDescription = 16 << 20;

    static ReadOnlySpan<byte> Magic => "RONDOATT"u8;

    AttachedPackage(string name, int version, ModelContent content) => (Name, Version, Content) = (name, version, content);

    public string Name { get; }

    public int Version { get; }

    public ModelContent Content { get; }

    public long Sequence() => 0;

    public IReadOnlyList<CatalogModel> Models() => [new CatalogModel(Name, Version, [Version], ImmutableDictionary<string, int>.Empty)];

    public ModelContent Open(string name, int version) => name == Name && version == Version ? Content
        : throw new RondoException("unknown_version", FormattableString.Invariant($"There is no {name}@{version} here."));

    /// <summary>Writes a model behind what the stream has.</summary>
    public static void Append(Stream program, string name, int version, ModelContent content)
    {
        var description = Describe(name, version, content);
        var payload = new byte[sizeof(int) + description.Length + content.Pipeline.Length];
        BinaryPrimitives.WriteInt32LittleEndian(payload, description.Length);
        description.CopyTo(payload.AsSpan(sizeof(int)));
        content.Pipeline.CopyTo(payload.AsSpan(sizeof(int) + description.Length));
        Span<byte> footer = stackalloc byte[FooterLength];
        BinaryPrimitives.WriteInt64LittleEndian(footer, payload.Length);
        Sha256.Hash(payload, footer[sizeof(long)..]);
        BinaryPrimitives.WriteInt32LittleEndian(footer[(sizeof(long) + Sha256.Length)..], Format);
        Magic.CopyTo(footer[^Magic.Length..]);
        program.Write(payload);
        program.Write(footer);
    }

    /// <summary>The model behind the end of a file; null when there is none.</summary>
    /// <exception cref="RondoException">There is one, and it is damaged.</exception>
    public static AttachedPackage? Find(string file)
    {
        using var stream = File.OpenRead(file);
        if (stream.Length < FooterLength) return null;
        Span<byte> footer = stackalloc byte[FooterLength];
        stream.Position = stream.Length - FooterLength;
        stream.ReadExactly(footer);
        if (!footer.EndsWith(Magic)) return null;
        if (BinaryPrimitives.ReadInt32LittleEndian(footer[(sizeof(long) + Sha256.Length)..]) != Format) throw Damaged(file, "it has a format that this program doesn't know");
        var length = BinaryPrimitives.ReadInt64LittleEndian(footer);
        if (length < sizeof(int) || length > Math.Min(stream.Length - FooterLength, Array.MaxLength)) throw Damaged(file, "its length is not what it says");
        var payload = new byte[length];
        stream.Position = stream.Length - FooterLength - length;
        stream.ReadExactly(payload);
        Span<byte> hash = stackalloc byte[Sha256.Length];
        Sha256.Hash(payload, hash);
        return hash.SequenceEqual(footer.Slice(sizeof(long), Sha256.Length)) ? Read(file, payload) : throw Damaged(file, "its checksum does not hold");
    }

    static AttachedPackage Read(string file, ReadOnlySpan<byte> payload)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (length is < 0 or > LongestDescription || length > payload.Length - sizeof(int)) throw Damaged(file, "its description is cut off");
        try
        {
            using var json = JsonDocument.Parse(payload.Slice(sizeof(int), length).ToArray());
            var root = json.RootElement;
            var registered = RegisteredAs.Of(root);
            var content = new ModelContent(payload[(sizeof(int) + length)..].ToArray())
            {
                Target = root.GetProperty("target").GetString(),
                OptionalColumns = registered.OptionalColumns,
                Log = registered.Log,
            };
            return new AttachedPackage(root.GetProperty("name").GetString() ?? throw new FormatException("it has no name"), registered.Version, content);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Damaged(file, $"its description is not valid: {e.Message}");
        }
    }

    static byte[] Describe(string name, int version, ModelContent content)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteString("target"u8, content.Target);
            new RegisteredAs(version, content.OptionalColumns, content.Log).WriteTo(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    static RondoException Damaged(string file, string why) => new("damaged_package", $"The model within '{file}' is damaged: {why}.", "Export it again.");
}
