using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Rondo.Sources.Http.Pages;

/// <summary>Writes records one a line, their values as they stand.</summary>
sealed class RecordLines(bool flatten)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public int Count { get; private set; }

    /// <exception cref="InvalidOperationException">A key that is flattened holds half of a surrogate pair.</exception>
    public void Add(JsonElement record)
    {
        var start = _bytes.WrittenCount;
        if (flatten && record.ValueKind == JsonValueKind.Object)
        {
            using var writer = new Utf8JsonWriter(_bytes, new JsonWriterOptions { SkipValidation = true });
            writer.WriteStartObject();
            Flatten(writer, record, "");
            writer.WriteEndObject();
        }
        else _bytes.Write(JsonMarshal.GetRawUtf8Value(record));
        // Within a value a line break can only stand between its parts.
        var line = MemoryMarshal.AsMemory(_bytes.WrittenMemory)[start..].Span;
        line.Replace((byte)'\n', (byte)' ');
        line.Replace((byte)'\r', (byte)' ');
        _bytes.Write("\n"u8);
        Count++;
    }

    // Keys that meet, such as "a.b" and "b" within "a", are found twice when the lines are read.
    static void Flatten(Utf8JsonWriter writer, JsonElement map, string prefix)
    {
        foreach (var property in map.EnumerateObject())
        {
            var name = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object) Flatten(writer, property.Value, $"{name}.");
            else
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
            }
        }
    }
}
