using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Protocols.Http;
using Rondo.Engine.Algorithms;

namespace Rondo.Deploy.Protocols.OpenInference;

/// <summary>What the Open Inference Protocol tells of server and models.</summary>
static class ModelRoutes
{
    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapGet("/v2", desk.Route(Server));
        app.MapGet("/v2/models", desk.Route(ServedNames.Send));
        app.MapGet("/v2/models/{target}", desk.Route(call => Metadata(call, call.RouteValue("target"), null)));
        app.MapGet("/v2/models/{name}/versions/{version}", desk.Route(call => Metadata(call, call.RouteValue("name"), call.RouteValue("version"))));
        app.MapGet("/v2/models/{target}/ready", desk.Route(call => Ready(call, call.RouteValue("target"), null)));
        app.MapGet("/v2/models/{name}/versions/{version}/ready", desk.Route(call => Ready(call, call.RouteValue("name"), call.RouteValue("version"))));
    }

    /// <summary>Never refused for load: whoever watches must see.</summary>
    public static void MapHealth(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapGet("/v2/health/live", static context => WriteFlag(context.Response, "live", true));
        app.MapGet("/v2/health/ready", context => WriteFlag(context.Response, "ready", desk.Host.IsReady));
    }

    static Task WriteFlag(HttpResponse response, string name, bool value)
    {
        if (!value) response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.ContentType = MediaType.Json;
        return response.WriteAsync($"{{\"{name}\":{(value ? "true" : "false")}}}", response.HttpContext.RequestAborted);
    }

    static ValueTask Server(ServingCall call)
    {
        using var answer = AnswerBuffer.Rent();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteString("name"u8, "rondo");
        json.WriteString("version"u8, ServerVersion.Text);
        json.WriteStartArray("extensions"u8);
        foreach (var extension in (string[])["binary_tensor_data", "classification", "model_repository", "parameters"]) json.WriteStringValue(extension);
        json.WriteEndArray();
        json.WriteEndObject();
        answer.SendTo(call.Response);
        return ValueTask.CompletedTask;
    }

    static async ValueTask Metadata(ServingCall call, string target, string? version)
    {
        var model = await call.Look(target, version).ConfigureAwait(false);
        using var answer = AnswerBuffer.Rent();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteString("name"u8, model.EncodedName);
        json.WriteStartArray("versions"u8);
        foreach (var each in call.Host.Find(model.Name)?.Versions ?? [model.Version]) json.WriteStringValue(each.ToString(CultureInfo.InvariantCulture));
        json.WriteEndArray();
        json.WriteString("platform"u8, "rondo");
        json.WriteStartArray("inputs"u8);
        foreach (var column in model.Columns) WriteTensor(json, column.Name, Datatypes.Of(column.Type).Word, null);
        json.WriteEndArray();
        json.WriteStartArray("outputs"u8);
        WriteTensor(json, InferAnswer.Prediction, model.Task == TaskKind.Regression ? "FP64" : "BYTES", null);
        if (model.Task.HasClasses) WriteTensor(json, InferAnswer.Probabilities, "FP64", model.Classes.Length);
        json.WriteEndArray();
        json.WriteEndObject();
        answer.SendTo(call.Response);
    }

    static void WriteTensor(Utf8JsonWriter json, string name, string datatype, int? width)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("datatype"u8, datatype);
        json.WriteStartArray("shape"u8);
        json.WriteNumberValue(-1);
        if (width is { } columns) json.WriteNumberValue(columns);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static async ValueTask Ready(ServingCall call, string target, string? version)
    {
        var model = await call.Look(target, version).ConfigureAwait(false);
        using var answer = AnswerBuffer.Rent();
        answer.Json.WriteStartObject();
        answer.Json.WriteString("name"u8, model.EncodedName);
        answer.Json.WriteBoolean("ready"u8, true);
        answer.Json.WriteEndObject();
        answer.SendTo(call.Response);
    }
}
