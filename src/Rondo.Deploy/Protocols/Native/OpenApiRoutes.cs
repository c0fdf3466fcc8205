using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Engine.Algorithms;

namespace Rondo.Deploy.Protocols.Native;

/// <summary>Describes the native protocol as OpenAPI 3.1, each model typed by its signature.</summary>
static class OpenApiRoutes
{
    public static void Map(IEndpointRouteBuilder app, ServingDesk desk) => app.MapGet("/openapi.json", desk.Route(Describe));

    /// <summary>The same of one model.</summary>
    public static void MapModel(IEndpointRouteBuilder app, ServingDesk desk) => app.MapGet("/models/{target}/openapi.json", desk.Route(DescribeModel));

    static async ValueTask DescribeModel(ServingCall call)
    {
        var model = await call.Look(call.RouteValue("target")).ConfigureAwait(false);
        using var answer = AnswerBuffer.Rent();
        Write(answer.Json, [PathOf(model)]);
        answer.SendTo(call.Response);
    }

    static async ValueTask Describe(ServingCall call)
    {
        // Models are loaded one after the other, and none is held while the next one is.
        var parts = new List<byte[]>();
        foreach (var name in call.Host.Names)
        {
            if (call.Host.IsUnloaded(name)) continue;
            using var lease = await call.Host.Acquire(name, null, null, call.Deadline).ConfigureAwait(false);
            parts.Add(PathOf(lease.Model));
        }
        using var answer = AnswerBuffer.Rent();
        Write(answer.Json, parts);
        answer.SendTo(call.Response);
    }

    static void Write(Utf8JsonWriter json, List<byte[]> paths)
    {
        json.WriteStartObject();
        json.WriteString("openapi"u8, "3.1.0");
        json.WriteStartObject("info"u8);
        json.WriteString("title"u8, "Rondo model host");
        json.WriteString("version"u8, ServerVersion.Text);
        json.WriteEndObject();
        json.WriteStartObject("paths"u8);
        foreach (var path in paths)
        {
            using var document = JsonDocument.Parse(path);
            foreach (var property in document.RootElement.EnumerateObject()) property.WriteTo(json);
        }
        json.WriteEndObject();
        json.WriteStartObject("components"u8);
        json.WriteStartObject("schemas"u8);
        json.WritePropertyName("Error"u8);
        json.WriteRawValue(Error);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    const string Error = """
        {"type":"object","required":["error","code","request_id","details"],"properties":{"error":{"type":"string"},"code":{"type":"string"},"request_id":{"type":"string"},
        "details":{"type":"array","items":{"type":"object","properties":{"row":{"type":"integer"},"column":{"type":"string"},"expected":{"type":"string"},"got":{"type":"string"}}}}}}
        """;

    static byte[] PathOf(ServedModel model)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject($"/models/{Uri.EscapeDataString(model.Name)}/predict");
            json.WriteStartObject("post"u8);
            json.WriteString("operationId"u8, $"predict_{model.Name}");
            json.WriteString("summary"u8, model.Target is { } target ? $"Predicts '{target}'." : "Puts rows into clusters.");
            WriteRequest(json, model);
            WriteResponses(json, model);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    static void WriteRequest(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject("requestBody"u8);
        json.WriteBoolean("required"u8, true);
        json.WriteStartObject("content"u8);
        json.WriteStartObject(MediaType.Json);
        json.WriteStartObject("schema"u8);
        json.WriteStartArray("oneOf"u8);
        SignatureSchema.WriteRow(json, model, hasNullType: true);
        json.WriteStartObject();
        json.WriteString("type"u8, "object");
        json.WriteStartArray("required"u8);
        json.WriteStringValue("rows"u8);
        json.WriteEndArray();
        json.WriteStartObject("properties"u8);
        json.WriteStartObject("rows"u8);
        json.WriteString("type"u8, "array");
        json.WriteNumber("minItems"u8, 1);
        json.WritePropertyName("items"u8);
        SignatureSchema.WriteRow(json, model, hasNullType: true);
        json.WriteEndObject();
        WriteType(json, "explain", "boolean");
        WriteType(json, "interval", "number");
        WriteType(json, "unit", "string");
        WriteType(json, "time", "string");
        json.WriteEndObject();
        json.WriteBoolean("additionalProperties"u8, false);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject(MediaType.JsonLines);
        json.WritePropertyName("schema"u8);
        SignatureSchema.WriteRow(json, model, hasNullType: true);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteResponses(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject("responses"u8);
        json.WriteStartObject("200"u8);
        json.WriteString("description"u8, "A prediction for each row, in the rows' order.");
        WriteContent(json);
        WriteAnswer(json, model);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("default"u8);
        json.WriteString("description"u8, "What is wrong, and where.");
        WriteContent(json);
        json.WriteStartObject();
        json.WriteString("$ref"u8, "#/components/schemas/Error");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteContent(Utf8JsonWriter json)
    {
        json.WriteStartObject("content"u8);
        json.WriteStartObject(MediaType.Json);
        json.WritePropertyName("schema"u8);
    }

    static void WriteAnswer(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "object");
        json.WriteStartObject("properties"u8);
        WriteType(json, "model", "string");
        WriteType(json, "version", "integer");
        json.WriteStartObject("predictions"u8);
        json.WriteString("type"u8, "array");
        json.WriteStartObject("items"u8);
        json.WriteString("type"u8, "object");
        json.WriteStartObject("properties"u8);
        WritePrediction(json, model);
        if (model.Task.HasClasses) WriteProbabilities(json, model);
        if (model.Pipeline.Intervals is not null) WriteArray(json, "interval", "number");
        WriteType(json, "contributions", "object");
        WriteType(json, "prediction_id", "string");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WritePrediction(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject("prediction"u8);
        json.WriteString("type"u8, model.Task == TaskKind.Regression ? "number" : "string");
        if (model.Task != TaskKind.Regression)
        {
            json.WriteStartArray("enum"u8);
            foreach (var name in model.Classes) json.WriteStringValue(name);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    static void WriteProbabilities(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject("probabilities"u8);
        json.WriteString("type"u8, "object");
        json.WriteStartObject("properties"u8);
        foreach (var name in model.Classes) WriteType(json, name, "number");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteArray(Utf8JsonWriter json, string name, string type)
    {
        json.WriteStartObject(name);
        json.WriteString("type"u8, "array");
        json.WriteStartObject("items"u8);
        json.WriteString("type"u8, type);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteType(Utf8JsonWriter json, string name, string type)
    {
        json.WriteStartObject(name);
        json.WriteString("type"u8, type);
        json.WriteEndObject();
    }
}
