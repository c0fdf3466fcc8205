using System.Text.Json;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Monitoring.Labels;

namespace Rondo.Lifecycle.Experiments.Outcomes;

/// <summary>Reads outcomes from the body of a request: <c>{"outcomes":[{"unit","metric","value","time"?}]}</c>.</summary>
public static class OutcomeReader
{
    const int MostOutcomes = 100_000, MostMistakes = 20, LongestUnit = 200, LongestMetric = 100;

    static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <exception cref="RondoException">It is no such JSON; says where and what was expected.</exception>
    public static IReadOnlyList<Outcome> Read(ReadOnlyMemory<byte> body)
    {
        using var document = Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("outcomes", out var list) || list.ValueKind != JsonValueKind.Array)
            throw new RondoException(new Mistake("bad_outcomes", "The body has no list of outcomes.") { Field = "outcomes", Hint = "Send {\"outcomes\":[{\"unit\":\"42\",\"metric\":\"revenue\",\"value\":9.5}]}." });
        if (list.GetArrayLength() is 0 or > MostOutcomes)
            throw new RondoException(new Mistake("bad_outcomes", $"There are {list.GetArrayLength()} outcomes; a request brings 1 to {MostOutcomes}.") { Field = "outcomes", Hint = "Send them in several requests." });
        var (outcomes, mistakes, row) = (new List<Outcome>(list.GetArrayLength()), new List<Mistake>(), 0);
        foreach (var item in list.EnumerateArray())
        {
            row++;
            if (Problem(item, row) is { } mistake) mistakes.Add(mistake);
            else outcomes.Add(new Outcome(Word(item.GetProperty("unit"))!, item.GetProperty("metric").GetString()!, ValueOf(item.GetProperty("value"))!.Value, TimeOf(item)));
            if (mistakes.Count >= MostMistakes) break;
        }
        return mistakes.Count == 0 ? outcomes : throw new RondoException(mistakes);
    }

    static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, s_strict);
        }
        catch (JsonException e)
        {
            throw new RondoException("bad_json", $"The body isn't JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", "Send {\"outcomes\":[{\"unit\":\"42\",\"metric\":\"revenue\",\"value\":9.5}]}.");
        }
    }

    static Mistake? Problem(JsonElement item, int row)
    {
        if (item.ValueKind != JsonValueKind.Object) return Bad(row, "outcomes", "is no object");
        if (item.EnumerateObject().Select(p => p.Name).FirstOrDefault(p => p is not ("unit" or "metric" or "value" or "time")) is { } unknown)
            return new Mistake("bad_outcomes", $"Outcome {row}: there is no key '{VisibleText.Of(unknown)}' here.") { Row = row, Field = VisibleText.Of(unknown), Hint = "The keys are unit, metric, value and time." };
        if (!item.TryGetProperty("unit", out var unit) || Word(unit) is not { Length: > 0 and <= LongestUnit }) return Bad(row, "unit", $"is missing, or no text of 1 to {LongestUnit} characters");
        if (!item.TryGetProperty("metric", out var metric) || metric.ValueKind != JsonValueKind.String || metric.GetString() is not { Length: > 0 and <= LongestMetric }) return Bad(row, "metric", $"is missing, or no text of 1 to {LongestMetric} characters");
        if (!item.TryGetProperty("value", out var value) || ValueOf(value) is null) return Bad(row, "value", "is missing, or no finite number, true or false");
        if (item.TryGetProperty("time", out var time) && time.ValueKind != JsonValueKind.Null && (time.ValueKind != JsonValueKind.String || LabelReader.TimeOf(time.GetString()!) is null)) return Bad(row, "time", "is no time such as \"2026-05-31T12:00:00Z\"");
        return null;
    }

    static string? Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    static double? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    static DateTimeOffset? TimeOf(JsonElement item) => item.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String ? LabelReader.TimeOf(time.GetString()!) : null;

    static Mistake Bad(int row, string field, string problem) => new("bad_outcomes", $"Outcome {row}: its {field} {problem}.") { Row = row, Field = field };
}
