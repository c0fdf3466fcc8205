using System.Text.Json;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Protocols;

/// <summary>Predictions as other protocols list them: a number or a class for each row.</summary>
readonly record struct PredictionList(ServedModel Model, Predictions Predictions)
{
    /// <summary>What the version says that answers.</summary>
    public static PredictionList Of(ServingCall call, RowTable rows)
    {
        var predictions = Scoring.Predict(call, rows);
        return new PredictionList(call.Model!, predictions);
    }

    /// <summary>{"predictions": [...]}</summary>
    public void SendObject(ServingCall call)
    {
        using var answer = AnswerBuffer.Rent();
        WriteObject(answer.Json);
        answer.SendTo(call.Response);
    }

    public void WriteObject(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("predictions"u8);
        WriteArray(json);
        json.WriteEndObject();
    }

    /// <summary>[...]</summary>
    public void SendArray(ServingCall call)
    {
        using var answer = AnswerBuffer.Rent();
        WriteArray(answer.Json);
        answer.SendTo(call.Response);
    }

    /// <summary>A line a row, in JSON or as comma-separated text.</summary>
    public void SendLines(ServingCall call, bool isCsv)
    {
        using var answer = AnswerBuffer.Rent();
        for (var row = 0; row < Predictions.Rows; row++)
        {
            // A number and a quoted text are the same in both but for the quotes within.
            if (isCsv && Predictions.Task != Engine.Algorithms.TaskKind.Regression) answer.Raw(Csv(Model.Classes[Predictions.ClassOf(row)]));
            else PredictedValue.Write(answer.Json, Model, Predictions, row);
            answer.EndLine();
        }
        answer.SendTo(call.Response, isCsv ? "text/csv; charset=utf-8" : "application/jsonlines");
    }

    void WriteArray(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var row = 0; row < Predictions.Rows; row++) PredictedValue.Write(json, Model, Predictions, row);
        json.WriteEndArray();
    }

    public static string Csv(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
