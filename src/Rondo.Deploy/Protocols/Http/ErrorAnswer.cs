using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>In which words a protocol says what went wrong.</summary>
enum ErrorForm
{
    /// <summary>error, code, request_id, details; other protocols' clients read <c>error</c> of it.</summary>
    Plain,
    /// <summary>The same with MLflow's error_code and message.</summary>
    Mlflow,
    /// <summary>The same, and a deadline that passed is a failure of the model.</summary>
    Azure,
}

/// <summary>Writes what went wrong.</summary>
static class ErrorAnswer
{
    public static void Write(HttpContext context, ErrorForm form, ServingException e)
    {
        var response = context.Response;
        response.StatusCode = e.Status;
        response.Headers.CacheControl = "no-store";
        if (e.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        using var answer = AnswerBuffer.Rent();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteString("error"u8, e.Message);
        json.WriteString("code"u8, e.Code);
        json.WriteString("request_id"u8, context.TraceIdentifier);
        if (form == ErrorForm.Mlflow)
        {
            json.WriteString("error_code"u8, MlflowCode(e));
            json.WriteString("message"u8, e.Message);
        }
        // FastAPI's word, which KServe's clients know.
        if (e.Code == "unknown_route") json.WriteString("detail"u8, "Not Found");
        json.WriteStartArray("details"u8);
        foreach (var problem in e.Problems)
        {
            json.WriteStartObject();
            if (problem.Row is { } row) json.WriteNumber("row"u8, row);
            if (problem.Column is { } column) json.WriteString("column"u8, column);
            json.WriteString("expected"u8, problem.Expected);
            json.WriteString("got"u8, problem.Got);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        answer.SendTo(response);
    }

    static string MlflowCode(ServingException e) => e.Status switch
    {
        400 when e.Code == "invalid_rows" => "INVALID_PARAMETER_VALUE",
        404 => "RESOURCE_DOES_NOT_EXIST",
        401 => "UNAUTHENTICATED",
        429 => "REQUEST_LIMIT_EXCEEDED",
        503 => "TEMPORARILY_UNAVAILABLE",
        >= 500 => "INTERNAL_ERROR",
        _ => "BAD_REQUEST",
    };
}
