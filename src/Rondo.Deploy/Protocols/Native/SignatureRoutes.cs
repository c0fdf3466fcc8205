using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Protocols.Native;

/// <summary>What a model takes and gives.</summary>
static class SignatureRoutes
{
    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapGet("/models/{target}/signature", desk.Route(call => Signature(call, call.RouteValue("target"), null)));
        app.MapGet("/models/{name}/versions/{version}/signature", desk.Route(call => Signature(call, call.RouteValue("name"), call.RouteValue("version"))));
    }

    /// <summary>The list of models; a host with pages has it under another route.</summary>
    public static void MapList(IEndpointRouteBuilder app, ServingDesk desk) => app.MapGet("/models", desk.Route(List));

    static async ValueTask Signature(ServingCall call, string target, string? version)
    {
        var model = await call.Look(target, version).ConfigureAwait(false);
        using var answer = AnswerBuffer.Rent();
        Write(answer.Json, model);
        answer.SendTo(call.Response);
    }

    static void Write(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, model.EncodedName);
        json.WriteNumber("version"u8, model.Version);
        json.WriteString("task"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(model.Task.ToString()));
        if (model.Target is not null) json.WriteString("target"u8, model.Target);
        json.WriteStartArray("columns"u8);
        foreach (var column in model.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, column.Name);
            json.WriteString("type"u8, column.Type.Word);
            json.WriteBoolean("required"u8, !column.IsOptional);
            WriteHints(json, model, column);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (model.Task != TaskKind.Regression)
        {
            json.WriteStartArray("classes"u8);
            foreach (var name in model.EncodedClasses) json.WriteStringValue(name);
            json.WriteEndArray();
        }
        if (model.Task == TaskKind.Binary)
        {
            json.WriteString("positive"u8, model.EncodedClasses[1]);
            json.WriteNumber("threshold"u8, model.Pipeline.Threshold);
        }
        json.WriteBoolean("intervals"u8, model.Pipeline.Intervals is not null);
        json.WriteEndObject();
    }

    // What helps to fill in a form: a usual value, and the categories that training saw.
    static void WriteHints(Utf8JsonWriter json, ServedModel model, ServedColumn column)
    {
        if (model.Pipeline.Reference is { } usual && !usual[column.Name].IsMissing(0))
        {
            json.WritePropertyName("usual"u8);
            CellText.WriteJson(json, usual[column.Name], 0);
        }
        if (column.Type != ColumnType.Text || Categories(model, column.Name) is not { IsEmpty: false } values) return;
        json.WriteStartArray("values"u8);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    static ImmutableArray<string> Categories(ServedModel model, string column)
    {
        const int MostValues = 100;
        var encoder = model.Pipeline.Branches[0].Encoder;
        for (var j = 0; j < encoder.Features.Length; j++)
            if (encoder.Features[j].Name == column && encoder.Categories(j).Length <= MostValues) return encoder.Categories(j);
        return [];
    }

    static ValueTask List(ServingCall call)
    {
        using var answer = AnswerBuffer.Rent();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (var name in call.Host.Names)
            if (call.Host.Find(name) is { } names) Write(json, names);
        json.WriteEndArray();
        json.WriteEndObject();
        answer.SendTo(call.Response);
        return ValueTask.CompletedTask;
    }

    static void Write(Utf8JsonWriter json, HostedNames names)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, names.Name);
        json.WriteNumber("version"u8, names.Default);
        json.WriteStartArray("versions"u8);
        foreach (var version in names.Versions) json.WriteNumberValue(version);
        json.WriteEndArray();
        json.WriteStartObject("aliases"u8);
        foreach (var (alias, version) in names.Aliases) json.WriteNumber(alias, version);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
