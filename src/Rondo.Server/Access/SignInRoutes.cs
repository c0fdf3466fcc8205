using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Access;

/// <summary>The pages of a server with accounts that are open to all: setting up, signing in and out.</summary>
static class SignInRoutes
{
    const int LargestForm = 16 << 10;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/signin", (HttpContext context, IAntiforgery forgery, ServerOptions options, string? next, string? problem) =>
            SignInPage.SignIn(Form(context, forgery), options.Provider?.Name, Local(next), problem == "provider" ? "Signing in there didn't work. Try again, or ask an admin." : null)).OpenToAll();
        app.MapPost("/signin", SignIn).OpenToAll().AcceptsForms().MaxBody(LargestForm).AuditedByStore();
        app.MapPost("/signout", SignOut).OpenToAll().AcceptsForms().MaxBody(LargestForm).AuditedByStore();
        app.MapGet("/setup", (HttpContext context, IAntiforgery forgery, FirstAdmin first, string? token) =>
        {
            first.CheckToken(token);
            return SignInPage.SetUp(Form(context, forgery), token!, null);
        }).OpenToAll();
        app.MapPost("/setup", SetUp).OpenToAll().AcceptsForms().MaxBody(LargestForm).AuditedByStore();
    }

    /// <summary>A path on this server, whatever was asked for.</summary>
    public static string Local(string? next) =>
        next is ['/', ..] && (next.Length == 1 || next[1] is not ('/' or '\\')) && !next.Any(char.IsControl) ? next : "/";

    static async Task<IResult> SignIn(HttpContext context, IAntiforgery forgery, PasswordCheck passwords, Workspace workspace, ServerOptions options)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var (name, next) = (form["name"].ToString(), Local(form["next"]));
        var outcome = await passwords.Check(context, name, form["password"].ToString()).ConfigureAwait(false);
        if (outcome.Wait is { } wait)
        {
            await Refusal.TooMany(context, wait).ConfigureAwait(false);
            return Results.Empty;
        }
        if (outcome.User is not { } user)
            return SignInPage.SignIn(Form(context, forgery), options.Provider?.Name, next, "Name or password is wrong.", StatusCodes.Status401Unauthorized);
        await AccountCookie.SignIn(context, user).ConfigureAwait(false);
        workspace.Audit.Append(context.Author(user.Name, Caller.Password), "sign_in", user.Name);
        return Results.LocalRedirect(next);
    }

    static async Task<IResult> SignOut(HttpContext context, Workspace workspace)
    {
        await context.SignOutAsync(AccountCookie.Scheme).ConfigureAwait(false);
        if (context.Caller is { } caller) workspace.Audit.Append(context.Author(), "sign_out", caller.Name);
        return Results.LocalRedirect("/signin");
    }

    static async Task<IResult> SetUp(HttpContext context, IAntiforgery forgery, FirstAdmin first)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var token = form["token"].ToString();
        first.CheckToken(token);
        try
        {
            if (form["password"] != form["again"]) throw new RondoException("weak_password", "The two passwords differ.");
            var user = first.Create(token, form["name"].ToString(), form["password"].ToString(), context.Author());
            await AccountCookie.SignIn(context, user).ConfigureAwait(false);
            return Results.LocalRedirect("/");
        }
        catch (RondoException e) when (e.Mistakes[0].Code is "weak_password" or "invalid_name")
        {
            return SignInPage.SetUp(Form(context, forgery), token, e.Mistakes[0].ToString(), StatusCodes.Status400BadRequest);
        }
    }

    static AntiforgeryTokenSet Form(HttpContext context, IAntiforgery forgery) => forgery.GetAndStoreTokens(context);
}
