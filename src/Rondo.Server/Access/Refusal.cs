using Microsoft.AspNetCore.Http;
using Rondo.Server.Http;

namespace Rondo.Server.Access;

/// <summary>The answers to those who have not said who they are.</summary>
static class Refusal
{
    /// <summary>A page goes to the page for signing in, a part of a page tells its page to go there, a program gets 401.</summary>
    public static Task SignInFirst(HttpContext context, bool usesAccounts)
    {
        var request = context.Request;
        if (!usesAccounts)
            return ErrorBody.Write(context, StatusCodes.Status401Unauthorized, "unauthenticated",
                "This browser has not been let in yet.", "Open the address that 'rondo up' printed: it carries a token.");
        var place = $"/signin?next={Uri.EscapeDataString(request.Path + request.QueryString)}";
        if (request.Headers.ContainsKey("HX-Request"))
        {
            context.Response.Headers["HX-Redirect"] = "/signin";
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        if (HttpMethods.IsGet(request.Method) && AnswerForm.Of(request) == AnswerKind.Page)
        {
            context.Response.Redirect(place);
            return Task.CompletedTask;
        }
        // Not Basic: a browser would ask for a password and from then on send it by itself.
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"rondo\"";
        return ErrorBody.Write(context, StatusCodes.Status401Unauthorized, "unauthenticated", "Say who you are.",
            "Send an API key: Authorization: Bearer rk_... (MLflow's clients: MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD).");
    }

    public static Task BadCredentials(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"rondo\", error=\"invalid_token\"";
        return ErrorBody.Write(context, StatusCodes.Status401Unauthorized, "bad_credentials", "This key or password isn't valid.", "It may be wrong, over or revoked, or its user disabled.");
    }

    public static Task TooMany(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ErrorBody.Write(context, StatusCodes.Status429TooManyRequests, "too_many_attempts", "Too many failed attempts to sign in.", "Wait a minute.");
    }
}
