using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.Clouds;

/// <summary>What SageMaker asks of a container: endpoints in real time and batch transform jobs.</summary>
static class SagemakerRoutes
{
    const string Attributes = "X-Amzn-SageMaker-Custom-Attributes";
    const FrameForms Forms = FrameForms.Instances | FrameForms.Inputs | FrameForms.Split | FrameForms.Records | FrameForms.Rows;

    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapGet("/ping", context => Ping(context, desk));
        app.MapGet("/execution-parameters", desk.Route(Parameters));
        app.MapPost("/invocations", desk.Route(call => Invoke(call, () => Invocations.Find(call))));
    }

    static Task Ping(HttpContext context, ServingDesk desk)
    {
        context.Response.StatusCode = desk.Host.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    // How a batch transform job is to cut its input, unless the job says so itself.
    static ValueTask Parameters(ServingCall call)
    {
        using var answer = AnswerBuffer.Rent();
        answer.Json.WriteStartObject();
        answer.Json.WriteNumber("MaxConcurrentTransforms"u8, Setting(call, "SAGEMAKER_MAX_CONCURRENT_TRANSFORMS", 1));
        answer.Json.WriteString("BatchStrategy"u8, call.Options.Setting("SAGEMAKER_BATCH_STRATEGY") is "SINGLE_RECORD" ? "SINGLE_RECORD" : "MULTI_RECORD");
        answer.Json.WriteNumber("MaxPayloadInMB"u8, Setting(call, "SAGEMAKER_MAX_PAYLOAD_IN_MB", 6));
        answer.Json.WriteEndObject();
        answer.SendTo(call.Response);
        return ValueTask.CompletedTask;
    }

    static int Setting(ServingCall call, string name, int otherwise) =>
        int.TryParse(call.Options.Setting(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;

    public static async ValueTask Invoke(ServingCall call, Func<ValueTask<ServedModel>> find)
    {
        RequestIdentity.Echo(call.Context, Attributes);
        var kind = MediaType.Require(call.Request, MediaKind.Json, MediaKind.Csv, MediaKind.JsonLines);
        var wanted = Wanted(call.Request, kind);
        var model = await find().ConfigureAwait(false);
        using var body = await call.ReadBody().ConfigureAwait(false);
        Answer(call, model, body.Bytes.Span, kind, wanted);
    }

    static void Answer(ServingCall call, ServedModel model, ReadOnlySpan<byte> body, MediaKind kind, MediaKind wanted)
    {
        var rows = call.NewRows(model);
        var options = default(PredictionOptions);
        if (kind == MediaKind.JsonLines) PredictionRequest.Read(body, kind, rows, ref options);
        else if (kind == MediaKind.Json) FrameRequest.Read(body, rows, Forms);
        else
        {
            PredictionRequest.RequireUtf8(body);
            CsvRows.Read(body, rows, CsvHeader.WhereItNamesColumns);
            if (rows.Rows == 0 && rows.Problems.IsEmpty) throw ServingException.Invalid([new Problem(null, null, "at least one line", "none")]);
        }
        var list = PredictionList.Of(call, rows);
        if (wanted == MediaKind.Json) list.SendObject(call);
        else list.SendLines(call, wanted == MediaKind.Csv);
    }

    // An answer takes the form of its question unless another one is asked for: a line goes with a line.
    static MediaKind Wanted(HttpRequest request, MediaKind kind)
    {
        var accept = request.Headers.Accept.ToString();
        if (accept.Length == 0 || accept.Contains("*/*", StringComparison.Ordinal)) return kind;
        return accept.Contains("text/csv", StringComparison.OrdinalIgnoreCase) ? MediaKind.Csv
            : accept.Contains("jsonlines", StringComparison.OrdinalIgnoreCase) ? MediaKind.JsonLines
            : accept.Contains("application/json", StringComparison.OrdinalIgnoreCase) ? MediaKind.Json
            : throw new ServingException(StatusCodes.Status406NotAcceptable, "not_acceptable", "Answers are application/json, application/jsonlines or text/csv.");
    }
}
