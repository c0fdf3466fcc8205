using System.Text.Json;
using System.Text.Json.Serialization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Packages;

/// <summary>The JSON of model packages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    Converters = [typeof(ColumnTypeConverter), typeof(TaskKindConverter)])]
[JsonSerializable(typeof(ModelSignature))]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(PackageManifest))]
sealed partial class PackageJson : JsonSerializerContext;

/// <summary>Writes a column type as the word that users see.</summary>
sealed class ColumnTypeConverter : JsonConverter<ColumnType>
{
    public override ColumnType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } word && ColumnTypes.TryParse(word, out var type) ? type : throw new JsonException("No such column type.");

    public override void Write(Utf8JsonWriter writer, ColumnType value, JsonSerializerOptions options) => writer.WriteStringValue(value.Word);
}

/// <summary>Writes a task as regression, binary or multiclass.</summary>
sealed class TaskKindConverter() : JsonStringEnumConverter<TaskKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
