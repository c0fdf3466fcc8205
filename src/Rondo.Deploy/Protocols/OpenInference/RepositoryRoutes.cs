using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.OpenInference;

/// <summary>The model repository extension: what there is, and which models serve.</summary>
static class RepositoryRoutes
{
    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapPost("/v2/repository/index", desk.Route(Index));
        app.MapPost("/v2/repository/models/{name}/load", desk.Route(Load));
        app.MapPost("/v2/repository/models/{name}/unload", desk.Route(Unload));
    }

    static async ValueTask Index(ServingCall call)
    {
        using var body = await call.ReadBody().ConfigureAwait(false);
        var onlyReady = ReadReady(body.Bytes.Span);
        using var answer = AnswerBuffer.Rent();
        answer.Json.WriteStartArray();
        foreach (var model in call.Host.All)
        {
            var isReady = !call.Host.IsUnloaded(model.Name);
            if (onlyReady && !isReady) continue;
            foreach (var version in model.Versions) Write(answer.Json, model.Name, version, isReady);
        }
        answer.Json.WriteEndArray();
        answer.SendTo(call.Response);
    }

    static void Write(Utf8JsonWriter json, string name, int version, bool isReady)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        json.WriteString("version"u8, version.ToString(CultureInfo.InvariantCulture));
        json.WriteString("state"u8, isReady ? "READY"u8 : "UNAVAILABLE"u8);
        json.WriteString("reason"u8, isReady ? ""u8 : "unloaded"u8);
        json.WriteEndObject();
    }

    static async ValueTask Load(ServingCall call)
    {
        using var body = await call.ReadBody().ConfigureAwait(false);
        CheckBody(body.Bytes.Span);
        var name = call.RouteValue("name");
        await call.Host.Load(name, call.Deadline).ConfigureAwait(false);
        Answer(call, name, "load");
    }

    static async ValueTask Unload(ServingCall call)
    {
        using var body = await call.ReadBody().ConfigureAwait(false);
        CheckBody(body.Bytes.Span);
        var name = call.RouteValue("name");
        call.Host.Unload(name);
        Answer(call, name, "unload");
    }

    static void Answer(ServingCall call, string name, string what)
    {
        using var answer = AnswerBuffer.Rent();
        answer.Json.WriteStartObject();
        answer.Json.WriteString("name"u8, name);
        answer.Json.WriteBoolean(what, true);
        answer.Json.WriteEndObject();
        answer.SendTo(call.Response);
    }

    static bool ReadReady(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return false;
        PredictionRequest.RequireUtf8(body);
        var reader = new Utf8JsonReader(body, JsonRows.Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw ServingException.Invalid([new Problem(null, null, "an object", Got.Of(in reader))]);
        var ready = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isReady = JsonRows.Is(in reader, "ready"u8);
            reader.Read();
            if (isReady) ready = JsonRows.Flag(in reader, "ready");
            reader.Skip();
        }
        reader.Read();
        return ready;
    }

    // Parameters of other servers' loading mean nothing here.
    static void CheckBody(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return;
        PredictionRequest.RequireUtf8(body);
        var reader = new Utf8JsonReader(body, JsonRows.Options);
        while (reader.Read())
        {
            // Whether it is JSON is all that matters.
        }
    }
}
