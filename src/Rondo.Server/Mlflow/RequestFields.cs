using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Mlflow;

/// <summary>
/// The fields of a request, from a JSON body or from the query, read as protobuf's JSON is: numbers may be numeric texts, null is absent,
/// unknown fields don't matter, and a wrong type is refused by the field's name.
/// </summary>
sealed class RequestFields
{
    readonly JsonElement? _object;
    readonly IQueryCollection? _query;
    readonly string _path;

    RequestFields(JsonElement? value, IQueryCollection? query, string path)
    {
        _object = value;
        _query = query;
        _path = path;
    }

    public static RequestFields OfBody(JsonElement body) => body.ValueKind == JsonValueKind.Object
        ? new RequestFields(body, null, "")
        : throw MlflowFailure.Invalid($"The body must be a JSON object; found {Kind(body)}.");

    public static RequestFields OfQuery(IQueryCollection query) => new(null, query, "");

    /// <summary>A text, or null when it isn't there.</summary>
    public string? Text(string name)
    {
        if (_query is not null) return _query.TryGetValue(name, out var values) && values.Count > 0 ? Clean(name, values[^1] ?? "") : null;
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.String ? TextOf(name, value) : throw Wrong(name, "a text", value);
    }

    /// <summary>A text that must be there and not be empty.</summary>
    public string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw MlflowFailure.Missing(_path + name);

    public long? Whole(string name)
    {
        if (_query is not null)
            return Text(name) is not { } text ? null
                : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed
                : throw MlflowFailure.Invalid($"'{_path}{name}' takes a whole number; found '{text}'.");
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)) return number;
        if (value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)) return number;
        throw Wrong(name, "a whole number of 64 bits", value);
    }

    public double? Real(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        if (value.ValueKind == JsonValueKind.String && NumberText.TryParse(value.GetString(), out number)) return number;
        throw Wrong(name, "a number", value);
    }

    public bool? Flag(string name)
    {
        if (_query is not null)
            return Text(name) is not { } text ? null
                : bool.TryParse(text, out var parsed) ? parsed
                : throw MlflowFailure.Invalid($"'{_path}{name}' takes true or false; found '{text}'.");
        if (Find(name) is not { } value) return null;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false", value);
    }

    /// <summary>One of some words, or its number counted from the first's; null when it isn't there.</summary>
    public int? Choice(string name, IReadOnlyList<string> words, int first = 1)
    {
        var isNumber = _query is null && Find(name) is { ValueKind: JsonValueKind.Number };
        var text = isNumber ? Whole(name)!.Value.ToString(CultureInfo.InvariantCulture) : Text(name);
        if (text is null) return null;
        for (var i = 0; i < words.Count; i++)
            if (words[i] == text || (i + first).ToString(CultureInfo.InvariantCulture) == text) return i;
        throw MlflowFailure.Invalid($"'{_path}{name}' is '{text}'; it takes one of: {string.Join(", ", words)}.");
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (_query is not null) return _query.TryGetValue(name, out var values) ? [.. values.Select(value => Clean(name, value ?? ""))] : [];
        if (Find(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list", list);
        return [.. list.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.String ? TextOf($"{name}[{i}]", item) : throw Wrong($"{name}[{i}]", "a text", item))];
    }

    public IReadOnlyList<RequestFields> Items(string name)
    {
        if (Find(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(name, "a list", list);
        return [.. list.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.Object
            ? new RequestFields(item, null, $"{_path}{name}[{i}].")
            : throw Wrong($"{name}[{i}]", "an object", item))];
    }

    public RequestFields? Object(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Object ? new RequestFields(value, null, $"{_path}{name}.") : throw Wrong(name, "an object", value);
    }

    /// <summary>A list of keys and values, such as tags; a missing value is an empty one.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs(string name) =>
        [.. Items(name).Select(item => KeyValuePair.Create(item.Required("key"), item.Text("value") ?? ""))];

    /// <summary>The field's name as the sender wrote it.</summary>
    public string NameOf(string name) => _path + name;

    JsonElement? Find(string name) =>
        _object is { } value && value.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    string TextOf(string name, JsonElement value)
    {
        try
        {
            return Clean(name, value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            throw MlflowFailure.Invalid($"'{_path}{name}' has half of a surrogate pair and so is no text.");
        }
    }

    string Clean(string name, string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw MlflowFailure.Invalid($"'{_path}{name}' has a NUL character, which no text may have.")
        : text;

    Engine.Errors.RondoException Wrong(string name, string expected, JsonElement found) =>
        MlflowFailure.Invalid($"'{_path}{name}' takes {expected}; found {Kind(found)}.");

    static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String or JsonValueKind.Number => Shown(value.GetRawText()),
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
