using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.Mlflow;

/// <summary>MLflow's scoring server: data frames in any of its forms to <c>/invocations</c>.</summary>
static class MlflowRoutes
{
    const FrameForms Forms = FrameForms.Split | FrameForms.Records | FrameForms.Instances | FrameForms.Inputs;

    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapGet("/ping", context => Ping(context, desk));
        app.MapGet("/health", context => Ping(context, desk));
        app.MapGet("/version", static context => Write(context, ServerVersion.Text));
        app.MapPost("/invocations", desk.Route(Invoke, ErrorForm.Mlflow));
    }

    static Task Ping(HttpContext context, ServingDesk desk)
    {
        if (!desk.Host.IsReady) context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Write(context, "\n");
    }

    static Task Write(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    static async ValueTask Invoke(ServingCall call)
    {
        var kind = MediaType.Require(call.Request, MediaKind.Json, MediaKind.Csv);
        MediaType.RequireOnlyCharset(call.Request);
        var model = await Invocations.Find(call).ConfigureAwait(false);
        using var body = await call.ReadBody().ConfigureAwait(false);
        var rows = call.NewRows(model);
        if (kind == MediaKind.Json) FrameRequest.Read(body.Bytes.Span, rows, Forms);
        else ReadCsv(body.Bytes.Span, rows);
        PredictionList.Of(call, rows).SendObject(call);
    }

    static void ReadCsv(ReadOnlySpan<byte> body, RowTable rows)
    {
        PredictionRequest.RequireUtf8(body);
        CsvRows.Read(body, rows, CsvHeader.Always);
        if (rows.Rows == 0 && rows.Problems.IsEmpty) throw ServingException.Invalid([new Problem(null, null, "at least one row after the line of column names", "none")]);
    }
}
