using System.Collections.Immutable;
using System.Text.Json;

namespace Rondo.Deploy.Host;

/// <summary>What a package that left its workspace was there: its version, the columns that a row may lack, and what is kept of its predictions. A package that nobody registered is version 1.</summary>
public sealed record RegisteredAs(int Version, ImmutableHashSet<string> OptionalColumns, LogPolicy Log)
{
    /// <summary>The file beside the package's own.</summary>
    public const string FileName = "registered.json";

    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteTo(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteNumber("version"u8, Version);
        json.WriteStartArray("optional_columns"u8);
        foreach (var column in OptionalColumns.Order(StringComparer.Ordinal)) json.WriteStringValue(column);
        json.WriteEndArray();
        Log.WriteTo(json);
    }

    internal static RegisteredAs Read(string folder) =>
        File.Exists(Path.Combine(folder, FileName)) ? PackageFolder.Read(folder, FileName, Of) : new RegisteredAs(1, [], LogPolicy.Everything);

    /// <exception cref="FormatException">It has no version from 1 on.</exception>
    internal static RegisteredAs Of(JsonElement json)
    {
        var version = json.GetProperty("version").GetInt32();
        if (version < 1) throw new FormatException("versions count from 1");
        var log = json.TryGetProperty("log", out var policy) ? LogPolicy.Of(policy) : LogPolicy.Everything;
        return new RegisteredAs(version, [.. json.GetProperty("optional_columns").EnumerateArray().Select(c => c.GetString() ?? throw new FormatException("a column has no name"))], log);
    }
}
