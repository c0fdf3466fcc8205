using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Explanations;

namespace Rondo.Deploy.Protocols.Kserve;

/// <summary>KServe's first protocol, which is that of TensorFlow Serving: instances in, predictions or explanations out.</summary>
static class KserveRoutes
{
    const string Predict = ":predict";
    const string Explain = ":explain";

    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapGet("/v1/models", desk.Route(ServedNames.Send));
        app.MapGet("/v1/models/{target}", desk.Route(Ready));
        app.MapPost("/v1/models/{target}", desk.Route(Answer));
    }

    static async ValueTask Ready(ServingCall call)
    {
        var target = call.RouteValue("target");
        await Known(target, () => call.Look(target)).ConfigureAwait(false);
        using var answer = AnswerBuffer.Rent();
        answer.Json.WriteStartObject();
        answer.Json.WriteString("name"u8, target);
        answer.Json.WriteBoolean("ready"u8, true);
        answer.Json.WriteEndObject();
        answer.SendTo(call.Response);
    }

    static async ValueTask Answer(ServingCall call)
    {
        var target = call.RouteValue("target");
        var isExplained = target.EndsWith(Explain, StringComparison.Ordinal);
        if (!isExplained && !target.EndsWith(Predict, StringComparison.Ordinal)) throw ServingException.NotFound("unknown_route", $"There is nothing at {call.Request.Path}: a model's name goes before {Predict} or {Explain}.");
        MediaType.Require(call.Request, MediaKind.Json);
        var cloudEvent = CloudEvent.Of(call.Request);
        var name = target[..^Predict.Length];
        var model = await Known(name, () => call.Find(name)).ConfigureAwait(false);
        using var body = await call.ReadBody().ConfigureAwait(false);
        var rows = call.NewRows(model);
        FrameRequest.Read(cloudEvent.DataOf(body.Bytes.Span), rows, FrameForms.Instances);
        var list = PredictionList.Of(call, rows);
        var explanation = isExplained ? PredictRoutes.Explain(call, rows) : null;
        using var answer = AnswerBuffer.Rent();
        cloudEvent.Begin(call, answer.Json, call.Model!);
        if (explanation is not null) Write(answer.Json, explanation);
        else list.WriteObject(answer.Json);
        cloudEvent.Send(call, answer);
    }

    static void Write(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartObject();
        json.WriteStartArray("explanations"u8);
        for (var row = 0; row < explanation.Rows; row++)
        {
            json.WriteStartObject();
            for (var k = 0; k < explanation.Outputs.Length; k++)
            {
                json.WriteStartObject(explanation.Outputs[k]);
                json.WriteNumber("base"u8, explanation.Base[k]);
                json.WriteStartObject("contributions"u8);
                var contributions = explanation.Of(row, k);
                for (var j = 0; j < contributions.Length; j++) json.WriteNumber(explanation.Features[j], contributions[j]);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static async ValueTask<ServedModel> Known(string name, Func<ValueTask<ServedModel>> find)
    {
        try
        {
            return await find().ConfigureAwait(false);
        }
        catch (HostException e) when (e.Refusal == HostRefusal.UnknownModel)
        {
            throw ServingException.NotFound("unknown_model", $"Model with name {name} does not exist.");
        }
        catch (HostException e) when (e.Refusal == HostRefusal.Broken)
        {
            throw new ServingException(StatusCodes.Status503ServiceUnavailable, "model_broken", $"Model with name {name} is not ready.") { RetryAfter = 5 };
        }
    }
}
