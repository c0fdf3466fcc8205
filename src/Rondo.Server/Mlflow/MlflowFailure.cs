using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rondo.Engine.Errors;

namespace Rondo.Server.Mlflow;

/// <summary>What goes wrong, in MLflow's words: an error code, a message and the status that its clients know.</summary>
static class MlflowFailure
{
    public const string InvalidValue = "invalid_value";
    public const string EndpointNotFound = "endpoint_not_found";
    public const string WrongMethod = "wrong_method";
    public const string TooLarge = "body_too_large";
    public const string NotImplemented = "not_implemented";

    public static RondoException Invalid(string message, string? hint = null) => new(InvalidValue, message, hint);

    public static RondoException Missing(string field) => Invalid($"Missing value for required parameter '{field}'.");

    public static (int Status, string Code) Of(string code) => code switch
    {
        EndpointNotFound => (StatusCodes.Status404NotFound, "ENDPOINT_NOT_FOUND"),
        WrongMethod => (StatusCodes.Status405MethodNotAllowed, "BAD_REQUEST"),
        TooLarge => (StatusCodes.Status413PayloadTooLarge, "INVALID_PARAMETER_VALUE"),
        NotImplemented => (StatusCodes.Status501NotImplemented, "NOT_IMPLEMENTED"),
        "project_exists" or "model_exists" => (StatusCodes.Status400BadRequest, "RESOURCE_ALREADY_EXISTS"),
        "alias_moved" or "run_in_use" => (StatusCodes.Status409Conflict, "RESOURCE_CONFLICT"),
        "no_version" => (StatusCodes.Status404NotFound, "RESOURCE_DOES_NOT_EXIST"),
        "object_missing" => (StatusCodes.Status500InternalServerError, "INTERNAL_ERROR"),
        _ when code.StartsWith("unknown_", StringComparison.Ordinal) => (StatusCodes.Status404NotFound, "RESOURCE_DOES_NOT_EXIST"),
        _ => (StatusCodes.Status400BadRequest, "INVALID_PARAMETER_VALUE"),
    };

    public static Task Write(HttpContext http, RondoException exception)
    {
        var mistake = exception.Mistakes[0];
        var (status, code) = Of(mistake.Code);
        return Write(http, status, code, string.Join(' ', exception.Mistakes.Select(m => m.Hint is null ? m.Message : $"{m.Message} {m.Hint}")));
    }

    public static async Task Write(HttpContext http, int status, string code, string message)
    {
        // Too late for a status: what is cut off must not look whole.
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }
        http.Response.Headers.ContentDisposition = default;
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("error_code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
        }
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }
}
