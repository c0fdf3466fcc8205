using System.Collections.Immutable;
using System.Text.Json;

namespace Rondo.Deploy.Host;

/// <summary>What a model's file says of the log of its predictions. A host may keep less of them, never more.</summary>
/// <param name="Sample">The share of requests that is kept, 0 to 1.</param>
/// <param name="Masked">Columns whose values never reach the disk.</param>
/// <param name="IsDurable">Whether an answer waits until its record is on the disk.</param>
public sealed record LogPolicy(double Sample, ImmutableHashSet<string> Masked, bool IsDurable)
{
    /// <summary>Everything is kept.</summary>
    public static LogPolicy Everything { get; } = new(1, [], false);

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject("log"u8);
        json.WriteNumber("sample"u8, Sample);
        json.WriteStartArray("mask"u8);
        foreach (var column in Masked.Order(StringComparer.Ordinal)) json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteBoolean("durable"u8, IsDurable);
        json.WriteEndObject();
    }

    /// <exception cref="FormatException">The sample is no share.</exception>
    internal static LogPolicy Of(JsonElement json)
    {
        var sample = json.GetProperty("sample").GetDouble();
        if (sample is not (>= 0 and <= 1)) throw new FormatException("a sample is a share from 0 to 1");
        return new LogPolicy(sample, [.. json.GetProperty("mask").EnumerateArray().Select(c => c.GetString() ?? throw new FormatException("a column has no name"))], json.GetProperty("durable").GetBoolean());
    }
}
