using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Http;

/// <summary>How a caller wants to hear that something went wrong.</summary>
enum AnswerKind
{
    Json,
    Mlflow,
    Page,
}

static class AnswerForm
{
    static readonly PathString[] _mlflow = ["/api/2.0/mlflow", "/api/2.0/mlflow-artifacts", "/ajax-api", "/get-artifact", "/model-versions/get-artifact"];
    static readonly PathString[] _json = ["/api", "/openapi.json", "/metrics", "/health"];

    /// <summary>By the path: each API has its own form of error. Everything else is pages, when a browser asks.</summary>
    public static AnswerKind Of(HttpRequest request)
    {
        var path = request.Path;
        foreach (var start in _mlflow)
            if (path.StartsWithSegments(start, StringComparison.Ordinal)) return AnswerKind.Mlflow;
        foreach (var start in _json)
            if (path.StartsWithSegments(start, StringComparison.Ordinal)) return AnswerKind.Json;
        return request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) ? AnswerKind.Page : AnswerKind.Json;
    }
}
