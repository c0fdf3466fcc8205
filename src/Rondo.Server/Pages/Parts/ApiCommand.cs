using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Pages.Parts;

/// <summary>The call of the API that does the same, where no verb of the command line does.</summary>
static class ApiCommand
{
    public static string Of(HttpContext? context, string method, string path, string? body = null)
    {
        var address = context is null ? path : $"{context.Request.Scheme}://{context.Request.Host}{path}";
        string[] sent = body is null ? [] : ["-H 'Content-Type: application/json'", $"-d {CommandText.Quoted(body)}"];
        string[] words = ["curl", .. method == "GET" ? (string[])[] : [$"-X {method}"], "-H \"Authorization: Bearer $RONDO_KEY\"", .. sent, CommandText.Quoted(address)];
        return string.Join(' ', words);
    }
}
