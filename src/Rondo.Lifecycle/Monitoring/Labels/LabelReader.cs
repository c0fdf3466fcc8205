using System.Globalization;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Monitoring.Labels;

/// <summary>Reads labels from the body of a request: <c>{"labels":[{"prediction_id"|"key","value","time"?}],"model"?}</c>.</summary>
public static class LabelReader
{
    const int MostLabels = 100_000, MostMistakes = 20;

    static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <param name="onlyModel">The model that keys are of where the body names none; null when there are several.</param>
    /// <exception cref="RondoException">It is no such JSON; says where and what was expected.</exception>
    public static IReadOnlyList<Label> Read(ReadOnlyMemory<byte> body, string? onlyModel)
    {
        using var document = Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("labels", out var list) || list.ValueKind != JsonValueKind.Array)
            throw new RondoException(new Mistake("bad_labels", "The body has no list of labels.") { Field = "labels", Hint = "Send {\"labels\":[{\"prediction_id\":\"...\",\"value\":1}]}." });
        if (root.EnumerateObject().Select(p => p.Name).FirstOrDefault(p => p is not ("labels" or "model")) is { } unknown) throw Unknown(unknown, null, "labels or model");
        if (list.GetArrayLength() is 0 or > MostLabels)
            throw new RondoException(new Mistake("bad_labels", $"There are {list.GetArrayLength()} labels; a request brings 1 to {MostLabels}.") { Field = "labels", Hint = "Send them in several requests." });
        var model = root.TryGetProperty("model", out var named) ? Text(named, null, "model") : onlyModel;
        if (model is not null) ModelReference.CheckName(model);
        var (labels, mistakes) = (new List<Label>(list.GetArrayLength()), new List<Mistake>());
        foreach (var item in list.EnumerateArray())
        {
            try
            {
                labels.Add(One(item, labels.Count + mistakes.Count + 1, model));
            }
            catch (RondoException e)
            {
                mistakes.AddRange(e.Mistakes);
                if (mistakes.Count >= MostMistakes) break;
            }
        }
        return mistakes.Count == 0 ? labels : throw new RondoException(mistakes);
    }

    static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, s_strict);
        }
        catch (JsonException e)
        {
            throw new RondoException("bad_json", $"The body isn't JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", "Send {\"labels\":[{\"prediction_id\":\"...\",\"value\":1}]}.");
        }
    }

    static Label One(JsonElement item, int row, string? model)
    {
        if (item.ValueKind != JsonValueKind.Object) throw Bad(row, "labels", "is no object");
        if (item.EnumerateObject().Select(p => p.Name).FirstOrDefault(p => p is not ("prediction_id" or "key" or "value" or "time")) is { } unknown) throw Unknown(unknown, row, "prediction_id, key, value or time");
        var (hasId, hasKey) = (item.TryGetProperty("prediction_id", out var id), item.TryGetProperty("key", out var key));
        if (hasId == hasKey) throw Bad(row, "prediction_id", hasId ? "stands beside a key; give one of them" : "is missing, and so is a key");
        if (hasKey && model is null) throw new RondoException(new Mistake("bad_labels", "Labels by key need to say of which model they are.") { Field = "model", Row = row, Hint = "Send {\"model\":\"NAME\",\"labels\":[...]}." });
        if (!item.TryGetProperty("value", out var value)) throw Bad(row, "value", "is missing");
        return new Label(hasKey ? model! : "", hasKey ? Text(key, row, "key") : Text(id, row, "prediction_id").ToLowerInvariant(), Text(value, row, "value"), item.TryGetProperty("time", out var time) ? Time(time, row) : null);
    }

    static DateTimeOffset? Time(JsonElement time, int row) => time.ValueKind == JsonValueKind.Null ? null
        : time.ValueKind == JsonValueKind.String && TimeOf(time.GetString()!) is { } known ? known
        : throw Bad(row, "time", "is no time such as \"2026-05-31T12:00:00Z\"");

    /// <summary>A time as text; without a zone it is UTC. Null when it is none.</summary>
    public static DateTimeOffset? TimeOf(string text) =>
        CivilCalendar.TryParseMoment(text, out var time) && time is > -62_135_596_800_000_000 and < 253_402_300_800_000_000 ? StoreClock.FromMicroseconds(time) : null;

    // What a label says is text, whichever type JSON gives it: 1 and 1.0 are one number.
    static string Text(JsonElement value, int? row, string field) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number.ToString("R", CultureInfo.InvariantCulture),
        _ => throw Bad(row, field, $"is {(value.ValueKind == JsonValueKind.Null ? "null" : value.ValueKind == JsonValueKind.Number ? "a number beyond all bounds" : "no text, number, true or false")}"),
    };

    static RondoException Bad(int? row, string field, string problem) =>
        new(new Mistake("bad_labels", row is { } place ? $"Label {place}: its {field} {problem}." : $"The {field} {problem}.") { Row = row, Field = field });

    static RondoException Unknown(string key, int? row, string known) =>
        new(new Mistake("bad_labels", $"There is no key '{VisibleText.Of(key)}' here.") { Row = row, Field = VisibleText.Of(key), Hint = $"The keys are {known}." });
}
