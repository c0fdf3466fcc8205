using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rondo.Lifecycle.Spec.Yaml;

namespace Rondo.Lifecycle.Spec;

/// <summary>A spec's canonical JSON: keys sorted, numbers in one spelling, nothing but the spec's own words, and no secret.</summary>
public static class SpecJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The order of these keys means something: a derived column may use an earlier one, and features come in this order.
    private static readonly HashSet<string> s_ordered = new(StringComparer.Ordinal) { "prepare.features.derive" };

    public static string Canonical(LifecycleSpec spec) => Canonical(SpecTree.Of(spec));

    /// <summary>The same of a source alone.</summary>
    public static string Canonical(SourceDefinition source) => Canonical(SpecTree.Source(source));

    /// <summary>The same of the section <c>prepare</c> alone.</summary>
    public static string Canonical(PrepareSpec prepare) => Canonical(SpecTree.Prepare(prepare)!);

    static string Canonical(YamlNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_options)) Write(writer, node, "");
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>SHA-256 of the canonical JSON, in lower-case hexadecimal.</summary>
    public static string Hash(LifecycleSpec spec) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(spec))));

    /// <summary>A value of the canonical JSON as a parameter takes it.</summary>
    internal static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToImmutableArray(),
        _ => value.EnumerateObject().ToImmutableSortedDictionary(p => p.Name, p => Plain(p.Value), StringComparer.Ordinal),
    };

    static void Write(Utf8JsonWriter writer, YamlNode node, string path)
    {
        if (node is YamlScalar scalar) WriteScalar(writer, scalar, path);
        else if (node is YamlList list)
        {
            writer.WriteStartArray();
            foreach (var item in list.Items) Write(writer, item, path + "[]");
            writer.WriteEndArray();
        }
        else if (s_ordered.Contains(path)) WriteOrdered(writer, (YamlMap)node, path);
        else
        {
            writer.WriteStartObject();
            foreach (var entry in ((YamlMap)node).Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(entry.Key);
                Write(writer, entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}");
            }
            writer.WriteEndObject();
        }
    }

    static void WriteOrdered(Utf8JsonWriter writer, YamlMap map, string path)
    {
        writer.WriteStartArray();
        foreach (var entry in map.Entries)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(entry.Key);
            Write(writer, entry.Value, $"{path}.{entry.Key}");
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    static void WriteScalar(Utf8JsonWriter writer, YamlScalar scalar, string path)
    {
        switch (scalar.Value)
        {
            case null: writer.WriteNullValue(); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case long whole: writer.WriteNumberValue(whole); break;
            case double number when double.IsFinite(number): writer.WriteRawValue(CoreSchema.Spell(number)); break;
            case double number: writer.WriteStringValue(CoreSchema.Spell(number)); break;
            default: writer.WriteStringValue(SpecSecrets.Hidden(path, scalar.Text)); break;
        }
    }
}
