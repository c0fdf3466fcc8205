using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>Says what stood where something else was expected: one value, cut short.</summary>
static class Got
{
    const int MostBytes = 60;

    public static string Of(ref readonly Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => "null",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"the text \"{Cut(Raw(in reader))}\"",
        JsonTokenType.Number => $"the number {Cut(Raw(in reader))}",
        _ => Cut(Raw(in reader)),
    };

    public static string Text(ReadOnlySpan<char> text) => text.Length <= MostBytes ? $"\"{text}\"" : $"\"{text[..MostBytes]}...\"";

    static ReadOnlySpan<byte> Raw(ref readonly Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;

    static string Cut(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= MostBytes) return Encoding.UTF8.GetString(bytes);
        var end = MostBytes;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) end--;
        return Encoding.UTF8.GetString(bytes[..end]) + "...";
    }
}
