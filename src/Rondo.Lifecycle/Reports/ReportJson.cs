using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Rondo.Engine.Catalog;

namespace Rondo.Lifecycle.Reports;

/// <summary>The form of <c>report.json</c>: snake_case, null where a number is undefined.</summary>
public static class ReportJson
{
    public static string Write(RunReport report) => JsonSerializer.Serialize(report, ReportJsonContext.Default.RunReport);

    public static RunReport Read(string json) =>
        JsonSerializer.Deserialize(json, ReportJsonContext.Default.RunReport) ?? throw new JsonException("A report is an object, not null.");

    /// <summary>A part's parameters as <see cref="PartCatalog.Values"/> gives them, ready for a leaderboard row.</summary>
    public static JsonObject Params(IReadOnlyDictionary<string, object?> values)
    {
        var json = new JsonObject();
        foreach (var (name, value) in values) json[name] = ToNode(value);
        return json;
    }

    static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        bool b => b,
        int i => i,
        long l => l,
        double d => double.IsFinite(d) ? d : null,
        string s => s,
        Enum e => PartCatalog.SnakeCase(e.ToString()),
        System.Collections.IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ToNode)]),
        _ => throw new ArgumentException($"A parameter of type {value.GetType().Name} has no form in JSON.", nameof(value)),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    Converters = [typeof(FiniteNumberConverter)])]
[JsonSerializable(typeof(RunReport))]
sealed partial class ReportJsonContext : JsonSerializerContext;

/// <summary>JSON has no NaN: an undefined number is null.</summary>
sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override bool HandleNull => true;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }
}
