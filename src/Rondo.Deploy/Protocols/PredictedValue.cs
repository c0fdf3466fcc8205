using System.Text.Json;
using Rondo.Deploy.Host;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Protocols;

/// <summary>What is predicted of a row: a number, or a class by its name.</summary>
static class PredictedValue
{
    public static void Write(Utf8JsonWriter json, JsonEncodedText name, ServedModel model, Predictions predictions, int row)
    {
        if (model.Task == TaskKind.Regression) json.WriteNumber(name, predictions.Row(row)[0]);
        else json.WriteString(name, model.EncodedClasses[predictions.ClassOf(row)]);
    }

    public static void Write(Utf8JsonWriter json, ServedModel model, Predictions predictions, int row)
    {
        if (model.Task == TaskKind.Regression) json.WriteNumberValue(predictions.Row(row)[0]);
        else json.WriteStringValue(model.EncodedClasses[predictions.ClassOf(row)]);
    }
}
