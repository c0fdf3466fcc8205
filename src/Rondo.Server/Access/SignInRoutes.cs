using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Server.Pages;
using Rondo.Server.Pages.Entry;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Access;

/// <summary>The pages of a server with accounts that are open to all: setting up, signing in and out.</summary>
static class SignInRoutes
{
    const int LargestForm = 16 << 10;

    public static void Map(IEndpointRouteBuilder app)
    {
        var doors = app.MapGroup("").OpenToAll().ExcludeFromDescription().AddEndpointFilter(PageHeaders.Add);
        doors.MapGet("/signin", (string? next, string? problem) =>
            Show.Page<SignInPage>(("Next", Local(next)), ("Problem", problem == "provider" ? "Signing in there didn't work. Try again, or ask an admin." : null)));
        doors.MapPost("/signin", SignIn).AcceptsForms().MaxBody(LargestForm).AuditedByStore();
        doors.MapPost("/signout", SignOut).AcceptsForms().MaxBody(LargestForm).AuditedByStore();
        doors.MapGet("/setup", (FirstAdmin first, string? token) =>
        {
            first.CheckToken(token);
            return Show.Page<SetUpPage>(("Token", token));
        });
        doors.MapPost("/setup", SetUp).AcceptsForms().MaxBody(LargestForm).AuditedByStore();
    }

    /// <summary>A path on this server, whatever was asked for.</summary>
    public static string Local(string? next) =>
        next is ['/', ..] && (next.Length == 1 || next[1] is not ('/' or '\\')) && !next.Any(char.IsControl) ? next : "/";

    static async Task<IResult> SignIn(HttpContext context, PasswordCheck passwords, Workspace workspace)
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
            return Page<SignInPage>(StatusCodes.Status401Unauthorized, ("Next", next), ("Problem", "Name or password is wrong."));
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

    static async Task<IResult> SetUp(HttpContext context, FirstAdmin first)
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
            return Page<SetUpPage>(StatusCodes.Status400BadRequest, ("Token", token), ("Problem", e.Mistakes[0].ToString()));
        }
    }

    static RazorComponentResult Page<TPage>(int status, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : IComponent
    {
        var page = Show.Page<TPage>(parameters);
        page.StatusCode = status;
        return page;
    }
}
