using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Engine.Recipes;

/// <summary>Writes a prediction as the native protocol does.</summary>
sealed class PredictionJson : JsonConverter<Prediction>
{
    public override Prediction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A prediction is made by a model, not read.");

    public override void Write(Utf8JsonWriter writer, Prediction value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.Class is { } name) writer.WriteString("prediction"u8, name);
        else writer.WriteNumber("prediction"u8, value.Value);
        if (value.ClassIndex >= 0)
        {
            writer.WriteStartObject("probabilities"u8);
            for (var k = 0; k < value.Classes.Count; k++) writer.WriteNumber(value.Classes[k], value.Probabilities[k]);
            writer.WriteEndObject();
        }
        writer.WriteString("prediction_id"u8, value.PredictionId);
        writer.WriteNumber("version"u8, value.Version);
        writer.WriteEndObject();
    }
}
