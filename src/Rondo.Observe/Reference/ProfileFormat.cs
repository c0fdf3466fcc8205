using System.Buffers.Binary;
using System.Collections.Immutable;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Statistics;

namespace Rondo.Observe.Reference;

/// <summary>reference.bin: magic, version, length and SHA-256 of the body, then the body in canonical little-endian form. Reading checks every length and makes nothing but profiles and the engine's own types.</summary>
public static class ProfileFormat
{
    const int Version = 1;
    const int HeaderLength = 8 + 4 + 8 + Sha256.Length;

    static ReadOnlySpan<byte> Magic => "RONDOREF"u8;

    public static byte[] Write(ReferenceProfile profile)
    {
        var writer = new PipelineWriter();
        profile.Write(writer);
        var body = writer.Written;
        var file = new byte[HeaderLength + body.Length];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(12), body.Length);
        Sha256.Hash(body, file.AsSpan(20, Sha256.Length));
        body.CopyTo(file.AsSpan(HeaderLength));
        return file;
    }

    /// <exception cref="RondoException">Not a reference, damaged, or of a newer version.</exception>
    public static ReferenceProfile Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < HeaderLength || !file.Span[..8].SequenceEqual(Magic)) throw new RondoException("not_a_reference", "This is not a reference.bin of Rondo.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(file.Span[8..]);
        if (version is < 1 or > Version)
            throw new RondoException("newer_reference", $"The reference has format version {version}; this Rondo reads up to {Version}.", "Use the Rondo that trained the model, or a newer one.");
        var body = file[HeaderLength..];
        Span<byte> checksum = stackalloc byte[Sha256.Length];
        Sha256.Hash(body.Span, checksum);
        if (BinaryPrimitives.ReadInt64LittleEndian(file.Span[12..]) != body.Length || !checksum.SequenceEqual(file.Span[20..HeaderLength])) throw PipelineReader.Damaged("the checksum of its reference does not hold");
        var reader = new PipelineReader(body, FittedCatalog.Known);
        var profile = ReferenceProfile.Read(reader);
        return reader.AtEnd ? profile : throw PipelineReader.Damaged("something follows its reference");
    }

    internal static void Write(PipelineWriter writer, NumberProfile profile)
    {
        writer.Doubles(profile.Points.AsSpan());
        writer.Ints(profile.Below.AsSpan());
        writer.Ints(profile.UpTo.AsSpan());
        writer.Int(profile.Distinct);
    }

    internal static NumberProfile ReadNumbers(PipelineReader reader)
    {
        var profile = new NumberProfile([.. reader.Doubles()], [.. reader.Ints()], [.. reader.Ints()], reader.Int());
        return profile.IsRising ? profile : throw PipelineReader.Damaged("a distribution of its reference does not rise");
    }

    internal static void WriteCounts(PipelineWriter writer, ImmutableArray<KeyValuePair<string, int>> counts)
    {
        writer.Int(counts.Length);
        foreach (var (name, count) in counts)
        {
            writer.Text(name);
            writer.Int(count);
        }
    }

    internal static ImmutableArray<KeyValuePair<string, int>> ReadCounts(PipelineReader reader)
    {
        var counts = new KeyValuePair<string, int>[reader.Length(8)];
        for (var i = 0; i < counts.Length; i++) counts[i] = KeyValuePair.Create(reader.Text(), reader.Int());
        if (counts.Any(c => c.Value < 1) || counts.DistinctBy(c => c.Key, StringComparer.Ordinal).Count() < counts.Length) throw PipelineReader.Damaged("its counts are not of different things");
        return [.. counts];
    }

    internal static void Optional<T>(this PipelineWriter writer, T? value, Action<PipelineWriter, T> write)
        where T : class
    {
        writer.Bool(value is not null);
        if (value is not null) write(writer, value);
    }

    internal static T? Optional<T>(this PipelineReader reader, Func<PipelineReader, T> read)
        where T : class => reader.Bool() ? read(reader) : null;
}
