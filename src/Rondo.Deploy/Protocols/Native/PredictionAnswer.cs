using System.Text.Json;
using Rondo.Deploy.Features;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols.Http;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Explanations;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Protocols.Native;

/// <summary>Writes predictions as the native protocol says them.</summary>
/// <param name="Ids">Of the predictions, row by row.</param>
/// <param name="HalfWidth">Half of each interval's width; null when none was asked for.</param>
/// <param name="Explanation">By column; null when none was asked for.</param>
readonly record struct PredictionAnswer(ServedModel Model, Predictions Predictions, PredictionIds Ids, double? HalfWidth, Explanation? Explanation)
{
    static readonly JsonEncodedText _prediction = JsonEncodedText.Encode("prediction");
    static readonly JsonEncodedText _probabilities = JsonEncodedText.Encode("probabilities");
    static readonly JsonEncodedText _id = JsonEncodedText.Encode("prediction_id");

    /// <summary>What rows were completed by; null when none was.</summary>
    public LookedUp?[]? Found { get; init; }

    public void Write(AnswerBuffer answer)
    {
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteString("model"u8, Model.EncodedName);
        json.WriteNumber("version"u8, Model.Version);
        json.WriteStartArray("predictions"u8);
        for (var row = 0; row < Predictions.Rows; row++)
        {
            json.WriteStartObject();
            WriteRow(json, row);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One object a line, each with model and version.</summary>
    public void WriteLines(AnswerBuffer answer)
    {
        for (var row = 0; row < Predictions.Rows; row++)
        {
            answer.Json.WriteStartObject();
            answer.Json.WriteString("model"u8, Model.EncodedName);
            answer.Json.WriteNumber("version"u8, Model.Version);
            WriteRow(answer.Json, row);
            answer.Json.WriteEndObject();
            answer.EndLine();
        }
    }

    void WriteRow(Utf8JsonWriter json, int row)
    {
        PredictedValue.Write(json, _prediction, Model, Predictions, row);
        if (Model.Task.HasClasses) WriteProbabilities(json, row);
        if (HalfWidth is { } half) WriteInterval(json, Predictions.Row(row)[0], half);
        if (Explanation is not null) WriteContributions(json, row);
        if (Found is not null && row < Found.Length && Found[row] is { } found) WriteFound(json, found);
        Span<char> id = stackalloc char[32];
        Ids.Write(row, id);
        json.WriteString(_id, id);
    }

    void WriteProbabilities(Utf8JsonWriter json, int row)
    {
        json.WriteStartObject(_probabilities);
        var probabilities = Predictions.Row(row);
        for (var k = 0; k < probabilities.Length; k++) json.WriteNumber(Model.EncodedClasses[k], probabilities[k]);
        json.WriteEndObject();
    }

    static void WriteFound(Utf8JsonWriter json, LookedUp found)
    {
        json.WriteStartObject("features"u8);
        json.WriteString("time"u8, DateTime.UnixEpoch.AddTicks(found.Time * TimeSpan.TicksPerMicrosecond));
        json.WriteBoolean("stale"u8, found.IsStale);
        json.WriteEndObject();
    }

    static void WriteInterval(Utf8JsonWriter json, double prediction, double half)
    {
        json.WriteStartArray("interval"u8);
        json.WriteNumberValue(prediction - half);
        json.WriteNumberValue(prediction + half);
        json.WriteEndArray();
    }

    // Of two classes the positive one speaks for both; of several the one predicted.
    void WriteContributions(Utf8JsonWriter json, int row)
    {
        var output = Explanation!.Outputs.Length > 1 ? Predictions.ClassOf(row) : 0;
        var contributions = Explanation.Of(row, output);
        json.WriteStartObject("contributions"u8);
        for (var j = 0; j < contributions.Length; j++) json.WriteNumber(Explanation.Features[j], contributions[j]);
        json.WriteEndObject();
        json.WriteNumber("base"u8, Explanation.Base[output]);
        json.WriteString("space"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(Explanation.Space.ToString()));
        json.WriteBoolean("exact"u8, Explanation.IsExact);
    }
}
