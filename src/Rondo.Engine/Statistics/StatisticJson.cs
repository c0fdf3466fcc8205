using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Statistics;

/// <summary>The fields of a statistic from JSON. Lists of numbers become columns, null and NaN missing values.</summary>
public static class StatisticJson
{
    /// <exception cref="RondoException">It is not JSON, or no object.</exception>
    public static IReadOnlyDictionary<string, object?> Read(byte[] json, string? file = null)
    {
        try
        {
            using var document = JsonDocument.Parse(WithPlainNumbers(json), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (Convert(document.RootElement) is IReadOnlyDictionary<string, object?> fields) return fields;
            throw new RondoException(new Mistake("bad_input", $"The input is a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}; expected an object with fields.") { File = file, Hint = "Write {\"reference\": [...], \"current\": [...]}." });
        }
        catch (JsonException fault)
        {
            throw new RondoException(new Mistake("bad_input", "The input is not JSON.") { File = file, Line = (int?)fault.LineNumber + 1, Column = (int?)fault.BytePositionInLine + 1, Hint = "Write {\"reference\": [...], \"current\": [...]}." });
        }
    }

    static object? Convert(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().GroupBy(p => p.Name, StringComparer.Ordinal).ToImmutableDictionary(g => g.Key, g => Convert(g.Last().Value), StringComparer.Ordinal),
        JsonValueKind.Array => ConvertList(element),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    static object ConvertList(JsonElement list)
    {
        var kinds = list.EnumerateArray().Select(e => e.ValueKind).ToHashSet();
        kinds.Remove(JsonValueKind.Null);
        if (kinds.Contains(JsonValueKind.Object) || kinds.Contains(JsonValueKind.Array)) return list.EnumerateArray().Select(Convert).ToArray();
        if (kinds.All(k => k is JsonValueKind.Number) || (kinds.Contains(JsonValueKind.Number) && list.EnumerateArray().All(e => NumberOf(e) is not null)))
            return new DoubleColumn([.. list.EnumerateArray().Select(e => NumberOf(e)!.Value)]);
        if (kinds.All(k => k is JsonValueKind.True or JsonValueKind.False))
            return new IntegerColumn(ColumnType.Boolean, [.. list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.True ? 1L : 0)], [.. list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Null)]);
        return TextColumn.From([.. list.EnumerateArray().Select(e => e.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => e.GetString(), _ => e.GetRawText() })]);
    }

    // Some writers put what JSON has no number for in quotes.
    static double? NumberOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => element.GetString() switch
        {
            "NaN" or "nan" => double.NaN,
            "Infinity" or "inf" => double.PositiveInfinity,
            "-Infinity" or "-inf" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };

    /// <summary>Python writes NaN and Infinity bare: outside texts they become null and a number too large for any double.</summary>
    static byte[] WithPlainNumbers(byte[] json)
    {
        if (json.AsSpan().IndexOf("NaN"u8) < 0 && json.AsSpan().IndexOf("Infinity"u8) < 0) return json;
        var plain = new List<byte>(json.Length);
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            var rest = json.AsSpan(i);
            if (inText && json[i] == '\\' && i + 1 < json.Length)
            {
                plain.AddRange(json[i], json[++i]);
                continue;
            }
            if (json[i] == '"') inText = !inText;
            if (!inText && rest.StartsWith("NaN"u8))
            {
                plain.AddRange("null"u8);
                i += 2;
            }
            else if (!inText && rest.StartsWith("Infinity"u8))
            {
                plain.AddRange("1e999"u8);
                i += 7;
            }
            else plain.Add(json[i]);
        }
        return [.. plain];
    }
}
