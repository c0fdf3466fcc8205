using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rondo.Lifecycle.Packages;

/// <summary>
/// The one way to write a JSON value for a hash: keys in ordinal order, no white space, the shortest number that reads
/// back the same (RFC 8785 in spirit), only the escapes that JSON demands. Two texts of one value give the same bytes.
/// </summary>
public static class CanonicalJson
{
    // Above this a double no longer holds every integer.
    const double LargestExactInteger = 9007199254740992;

    public static byte[] Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    public static byte[] Of(JsonElement value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The canonical form of what the callback writes, in whatever order.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        using var document = JsonDocument.ParseValue(ref reader);
        return Of(document.RootElement);
    }

    static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: AppendObject(text, value); break;
            case JsonValueKind.Array: AppendArray(text, value); break;
            case JsonValueKind.String: AppendString(text, value.GetString()!); break;
            case JsonValueKind.Number: AppendNumber(text, value); break;
            case JsonValueKind.True: text.Append("true"); break;
            case JsonValueKind.False: text.Append("false"); break;
            case JsonValueKind.Null: text.Append("null"); break;
            default: throw new ArgumentException("An undefined JSON value has no canonical form.", nameof(value));
        }
    }

    static void AppendObject(StringBuilder text, JsonElement value)
    {
        text.Append('{');
        string? last = null;
        foreach (var property in value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (property.Name == last) throw new FormatException($"The key '{last}' is there twice.");
            if (last is not null) text.Append(',');
            last = property.Name;
            AppendString(text, property.Name);
            text.Append(':');
            Append(text, property.Value);
        }
        text.Append('}');
    }

    static void AppendArray(StringBuilder text, JsonElement value)
    {
        text.Append('[');
        var isFirst = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!isFirst) text.Append(',');
            isFirst = false;
            Append(text, item);
        }
        text.Append(']');
    }

    static void AppendNumber(StringBuilder text, JsonElement value)
    {
        if (value.TryGetInt64(out var integer))
        {
            text.Append(integer.ToString(CultureInfo.InvariantCulture));
            return;
        }
        var number = value.GetDouble();
        if (!double.IsFinite(number)) throw new FormatException($"The number {value.GetRawText()} is too large.");
        if (Math.Abs(number) <= LargestExactInteger && number == Math.Truncate(number))
            text.Append(((long)number).ToString(CultureInfo.InvariantCulture));
        else
            text.Append(number.ToString("R", CultureInfo.InvariantCulture));
    }

    static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c < ' ') text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }
        text.Append('"');
    }
}
