using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.Clouds;

/// <summary>What Azure ML's inference server answers: <c>/</c>, <c>/score</c> and <c>/swagger.json</c>, with its headers.</summary>
static class AzureRoutes
{
    const string ClientId = "x-ms-client-request-id";
    const string MsId = "x-ms-request-id";
    const int LongestId = 100;
    const FrameForms Forms = FrameForms.InputData | FrameForms.Rows | FrameForms.Data;

    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapGet("/", static context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync("Healthy", context.RequestAborted);
        });
        app.MapPost("/score", desk.Route(call => Score(call, Read), ErrorForm.Azure));
        app.MapGet("/score", desk.Route(call => Score(call, ReadQuery), ErrorForm.Azure));
        app.MapMethods("/score", ["OPTIONS"], desk.Route(call =>
        {
            Prepare(call);
            call.Response.Headers.Allow = "GET, OPTIONS, POST";
            call.Response.ContentLength = 0;
            return ValueTask.CompletedTask;
        }));
        app.MapGet("/swagger.json", desk.Route(Swagger));
    }

    static async ValueTask Score(ServingCall call, Func<ServingCall, RowTable, ValueTask> read)
    {
        Prepare(call);
        if (HttpMethods.IsPost(call.Request.Method)) MediaType.Require(call.Request, MediaKind.Json);
        var model = await Invocations.Find(call).ConfigureAwait(false);
        var rows = call.NewRows(model);
        await read(call, rows).ConfigureAwait(false);
        try
        {
            PredictionList.Of(call, rows).SendArray(call);
        }
        catch (Exception e) when (e is not (ServingException or Engine.Errors.RondoException or OperationCanceledException))
        {
            call.Response.Headers["x-ms-run-function-failed"] = "True";
            throw;
        }
    }

    static async ValueTask Read(ServingCall call, RowTable rows)
    {
        using var body = await call.ReadBody().ConfigureAwait(false);
        FrameRequest.Read(body.Bytes.Span, rows, Forms);
    }

    // One row whose values are text, as in a file.
    static ValueTask ReadQuery(ServingCall call, RowTable rows)
    {
        rows.BeginRow();
        foreach (var (name, values) in call.Request.Query)
            foreach (var value in values)
                if (rows.Find(name) is >= 0 and var column) rows.Set(column, value, isQuoted: false);
        rows.EndRow();
        return ValueTask.CompletedTask;
    }

    static void Prepare(ServingCall call)
    {
        var headers = call.Request.Headers;
        foreach (var name in (string[])[RequestIdentity.Header, MsId, ClientId])
            if (headers[name].ToString().Length > LongestId)
                throw new ServingException(StatusCodes.Status431RequestHeaderFieldsTooLarge, "id_too_long", $"{name} has more than {LongestId} characters.");
        call.Response.Headers[MsId] = call.Context.TraceIdentifier;
        RequestIdentity.Echo(call.Context, MsId);
        RequestIdentity.Echo(call.Context, ClientId);
        if (headers.Origin is not [{ } origin] || origin.AsSpan().ContainsAnyExceptInRange('!', '~') || call.Options.Setting("AML_CORS_ORIGINS") is not { } allowed) return;
        if (!allowed.Split(',', StringSplitOptions.TrimEntries).Any(o => o == "*" || o == origin)) return;
        call.Response.Headers.AccessControlAllowOrigin = origin;
        call.Response.Headers.AccessControlAllowMethods = "GET, OPTIONS, POST";
        call.Response.Headers.AccessControlAllowHeaders = "Content-Type, Authorization";
    }

    static async ValueTask Swagger(ServingCall call)
    {
        var version = call.Request.Query["version"].ToString();
        if (version is not ("" or "2" or "3")) throw ServingException.NotFound("unknown_version", $"There is no Swagger of version '{version}': 2 and 3 are.");
        var model = await Invocations.Look(call).ConfigureAwait(false);
        using var answer = AnswerBuffer.Rent();
        Write(answer.Json, model, version == "3");
        answer.SendTo(call.Response);
    }

    static void Write(Utf8JsonWriter json, ServedModel model, bool isThree)
    {
        json.WriteStartObject();
        json.WriteString(isThree ? "openapi" : "swagger", isThree ? "3.0.3" : "2.0");
        json.WriteStartObject("info"u8);
        json.WriteString("title"u8, model.Name);
        json.WriteString("version"u8, FormattableString.Invariant($"{model.Version}"));
        json.WriteEndObject();
        json.WriteStartObject("paths"u8);
        json.WriteStartObject("/score"u8);
        json.WriteStartObject("post"u8);
        json.WriteString("operationId"u8, "score");
        if (isThree)
        {
            json.WriteStartObject("requestBody"u8);
            json.WriteBoolean("required"u8, true);
            WriteContent(json, () => WriteFrame(json, model));
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("consumes"u8);
            json.WriteStringValue(MediaType.Json);
            json.WriteEndArray();
            json.WriteStartArray("parameters"u8);
            json.WriteStartObject();
            json.WriteString("name"u8, "body");
            json.WriteString("in"u8, "body");
            json.WriteBoolean("required"u8, true);
            json.WritePropertyName("schema"u8);
            WriteFrame(json, model);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteStartObject("responses"u8);
        json.WriteStartObject("200"u8);
        json.WriteString("description"u8, "A prediction for each row.");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteContent(Utf8JsonWriter json, Action schema)
    {
        json.WriteStartObject("content"u8);
        json.WriteStartObject(MediaType.Json);
        json.WritePropertyName("schema"u8);
        schema();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteFrame(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "object");
        json.WriteStartObject("properties"u8);
        json.WriteStartObject("rows"u8);
        json.WriteString("type"u8, "array");
        json.WritePropertyName("items"u8);
        SignatureSchema.WriteRow(json, model, hasNullType: false);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
