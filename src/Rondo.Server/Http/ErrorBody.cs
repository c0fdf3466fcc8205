using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Rondo.Engine.Errors;
using Rondo.Server.Access;
using Rondo.Server.Pages;
using Rondo.Server.Pages.Entry;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Http;

/// <summary>What went wrong, in the form of the API that was asked, with the request's id.</summary>
static class ErrorBody
{
    // Quotes stay quotes. It is never taken for a page: its type is JSON, and browsers are told not to guess.
    static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task Write(HttpContext context, int status, string code, string message, string? hint = null) =>
        Write(context, status, [new Mistake(code, message) { Hint = hint }]);

    public static Task Write(HttpContext context, int status, IReadOnlyList<Mistake> mistakes)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentLength = null;
        response.Headers.CacheControl = "no-store";
        return AnswerForm.Of(context.Request) switch
        {
            AnswerKind.Mlflow => Send(response, "application/json", Mlflow(status, mistakes).ToJsonString(_readable)),
            AnswerKind.Json => Send(response, "application/json", Platform(context, mistakes).ToJsonString(_readable)),
            // The frame of the pages tells of the workspace: strangers get one without it.
            _ when context.Caller is not null => PageErrors.Page(status, mistakes[0].Message, mistakes[0].Hint).ExecuteAsync(context),
            _ => Page(context, status, mistakes).ExecuteAsync(context),
        };
    }

    static JsonObject Platform(HttpContext context, IReadOnlyList<Mistake> mistakes)
    {
        var body = new JsonObject
        {
            ["error"] = mistakes[0].Message,
            ["code"] = mistakes[0].Code,
            ["request_id"] = context.TraceIdentifier,
        };
        if (mistakes[0].Hint is { } hint) body["hint"] = hint;
        body["details"] = new JsonArray([.. mistakes.Where(HasPlace).Select(Detail)]);
        return body;
    }

    static bool HasPlace(Mistake mistake) => mistake.Field is not null || mistake.Row is not null || mistake.Line is not null;

    static JsonObject Detail(Mistake mistake)
    {
        var detail = new JsonObject { ["code"] = mistake.Code, ["message"] = mistake.Message };
        if (mistake.Field is not null) detail["field"] = mistake.Field;
        if (mistake.Row is { } row) detail["row"] = row;
        if (mistake.Line is { } line) detail["line"] = line;
        if (mistake.Hint is not null) detail["hint"] = mistake.Hint;
        return detail;
    }

    static JsonObject Mlflow(int status, IReadOnlyList<Mistake> mistakes) => new()
    {
        ["error_code"] = (status, mistakes[0].Code) switch
        {
            (_, "unknown_route" or "wrong_method") => "ENDPOINT_NOT_FOUND",
            (400, _) => "INVALID_PARAMETER_VALUE",
            (401, _) => "UNAUTHENTICATED",
            (403, _) => "PERMISSION_DENIED",
            (404, _) => "RESOURCE_DOES_NOT_EXIST",
            (409, _) => "RESOURCE_CONFLICT",
            (429, _) => "REQUEST_LIMIT_EXCEEDED",
            (503, _) => "TEMPORARILY_UNAVAILABLE",
            ( < 500, _) => "BAD_REQUEST",
            _ => "INTERNAL_ERROR",
        },
        ["message"] = mistakes[0].ToString(),
    };

    static RazorComponentResult Page(HttpContext context, int status, IReadOnlyList<Mistake> mistakes)
    {
        var title = status switch
        {
            401 or 403 => "No entry",
            404 => "Nothing here",
            >= 500 => "Something broke",
            _ => "That didn't work",
        };
        var page = Show.Page<NoEntryPage>(("Title", title), ("Message", mistakes[0].Message), ("Hint", mistakes[0].Hint), ("RequestId", context.TraceIdentifier));
        page.StatusCode = status;
        return page;
    }

    static Task Send(HttpResponse response, string type, string body)
    {
        response.ContentType = type;
        return HttpMethods.IsHead(response.HttpContext.Request.Method) ? Task.CompletedTask : response.WriteAsync(body, response.HttpContext.RequestAborted);
    }
}
