using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Access;

/// <summary>The two forms that are shown to strangers, in plain HTML without scripts.</summary>
static class SignInPage
{
    public static IResult SignIn(AntiforgeryTokenSet tokens, string? provider, string next, string? problem, int status = StatusCodes.Status200OK)
    {
        var other = provider is null ? "" : $"""<p><a href="/signin/oidc?next={Encode(Uri.EscapeDataString(next))}">Sign in with {Encode(provider)}</a></p>""";
        return Page("Sign in", problem, status, $"""
            <form method="post" action="/signin">
            {Hidden(tokens.FormFieldName, tokens.RequestToken!)}{Hidden("next", next)}
            <p><label>Name<br><input name="name" autocomplete="username" required autofocus></label></p>
            <p><label>Password<br><input name="password" type="password" autocomplete="current-password" required></label></p>
            <p><button>Sign in</button></p>
            </form>
            {other}
            """);
    }

    public static IResult SetUp(AntiforgeryTokenSet tokens, string token, string? problem, int status = StatusCodes.Status200OK) =>
        Page("Set up: the first admin", problem, status, $"""
            <p>Nobody has an account on this server yet. This one may let others in.</p>
            <form method="post" action="/setup">
            {Hidden(tokens.FormFieldName, tokens.RequestToken!)}{Hidden("token", token)}
            <p><label>Name<br><input name="name" autocomplete="username" required autofocus maxlength="128"></label></p>
            <p><label>Password (10 characters or more)<br><input name="password" type="password" autocomplete="new-password" required minlength="10"></label></p>
            <p><label>The same password again<br><input name="again" type="password" autocomplete="new-password" required minlength="10"></label></p>
            <p><button>Create the admin</button></p>
            </form>
            """);

    /// <summary>A whole page around some HTML; the title and the problem are plain text.</summary>
    public static string Html(string title, string? problem, string body)
    {
        var alert = problem is null ? "" : $"<p role=\"alert\"><strong>{Encode(problem)}</strong></p>";
        return $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{Encode(title)}} · Rondo</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 10vh auto; padding: 0 1rem; }
            input { font: inherit; width: 100%; box-sizing: border-box; padding: .4rem; }
            button { font: inherit; padding: .4rem 1rem; }
            </style>
            </head>
            <body>
            <main>
            <h1>{{Encode(title)}}</h1>
            {{alert}}
            {{body}}
            </main>
            </body>
            </html>
            """.Replace("\r", "", StringComparison.Ordinal);
    }

    static IResult Page(string title, string? problem, int status, string body) =>
        Results.Text(Html(title, problem, body), "text/html", Encoding.UTF8, status);

    static string Hidden(string name, string value) => $"""<input type="hidden" name="{Encode(name)}" value="{Encode(value)}">""";

    static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
