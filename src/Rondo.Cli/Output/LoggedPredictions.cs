using System.Globalization;
using System.Text.Json;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Cli.Output;

/// <summary>A row of the prediction log as JSON and as a line of a table.</summary>
static class LoggedPredictions
{
    public static void Write(Utf8JsonWriter json, LoggedRequest request, int row)
    {
        json.WriteStartObject();
        json.WriteString("prediction_id", request.IdOf(row));
        json.WriteString("time", request.Time.UtcDateTime);
        json.WriteString("event_time", request.EventTime.UtcDateTime);
        json.WriteString("model", request.Schema.Model);
        json.WriteNumber("version", request.Schema.Version);
        json.WritePropertyName("prediction");
        if (request.Schema.Task == TaskKind.Regression) json.WriteNumberValue(request.Predictions.Row(row)[0]);
        else json.WriteStringValue(request.Said(row));
        if (request.Schema.Task != TaskKind.Regression) WriteProbabilities(json, request, row);
        json.WriteStartObject("row");
        foreach (var (column, cells) in request.Schema.Columns.Zip(request.Columns))
        {
            json.WritePropertyName(column.Name);
            CellText.WriteJson(json, cells, row);
        }
        json.WriteEndObject();
        if (request.Unit is { } unit) json.WriteString("unit", unit);
        json.WriteString("request_id", request.RequestId);
        json.WriteNumber("latency_ms", request.Latency.TotalMilliseconds);
        json.WriteEndObject();
    }

    /// <summary>What was predicted, with the probability of a class.</summary>
    public static string Prediction(LoggedRequest request, int row)
    {
        var values = request.Predictions.Row(row);
        if (request.Schema.Task == TaskKind.Regression) return values[0].ToString("G7", CultureInfo.InvariantCulture);
        var predicted = request.Predictions.ClassOf(row);
        return string.Create(CultureInfo.InvariantCulture, $"{request.Schema.Classes[predicted]} ({values[predicted]:F3})");
    }

    static void WriteProbabilities(Utf8JsonWriter json, LoggedRequest request, int row)
    {
        json.WriteStartObject("probabilities");
        var values = request.Predictions.Row(row);
        for (var k = 0; k < values.Length; k++) json.WriteNumber(request.Schema.Classes[k], values[k]);
        json.WriteEndObject();
    }
}
