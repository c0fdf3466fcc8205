using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Api;

/// <summary>The caller itself.</summary>
static class MeRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", (HttpContext context, ServerOptions options, IAntiforgery forgery) => Describe(context, options, forgery)).Needs(Permission.Read);
        api.MapPost("/me/password", ChangePassword).Needs(Permission.Read).AuditedByStore();
        api.MapPost("/me/end-sessions", (HttpContext context, Workspace workspace) =>
        {
            workspace.Users.EndSessions(KeyMaking.AccountOf(context), context.Author());
            return Results.NoContent();
        }).Needs(Permission.Read).AuditedByStore();
        api.MapPost("/setup", (SetUpRequest request, HttpContext context, FirstAdmin first) =>
        {
            var user = first.Create(request.Token, request.Name, request.Password, context.Author());
            return Results.Created($"/api/v1/users/{Uri.EscapeDataString(user.Name)}", UserAnswer.Of(user));
        }).OpenToAll().AuditedByStore();
    }

    static MeAnswer Describe(HttpContext context, ServerOptions options, IAntiforgery forgery)
    {
        var caller = context.Caller!;
        var token = caller.IsSession ? forgery.GetAndStoreTokens(context).RequestToken : null;
        return new(caller.Name, caller.Via, caller.Permissions.Words(), options.UsesAccounts, token);
    }

    static async Task<IResult> ChangePassword(PasswordRequest request, HttpContext context, Workspace workspace, PasswordCheck passwords)
    {
        var name = KeyMaking.AccountOf(context);
        // An API key or a forgotten open session must not be enough to take the account over.
        var outcome = await passwords.Check(context, name, request.Current).ConfigureAwait(false);
        if (outcome.Wait is { } wait)
        {
            await Refusal.TooMany(context, wait).ConfigureAwait(false);
            return Results.Empty;
        }
        if (outcome.User is null) throw new RondoException(new Mistake("forbidden", "The current password is wrong.") { Field = "current" });
        var user = workspace.Users.Change(name, new UserChange { PasswordHash = passwords.Hash(request.New, name) }, context.Author());
        if (context.Caller!.IsSession) await AccountCookie.SignIn(context, user).ConfigureAwait(false);
        return Results.NoContent();
    }

    /// <param name="CsrfToken">What a browser's session sends as X-CSRF with every change.</param>
    sealed record MeAnswer(string Name, string Via, IReadOnlyList<string> Permissions, bool Accounts, string? CsrfToken);

    sealed record PasswordRequest(string Current, string New);

    sealed record SetUpRequest(string Token, string Name, string Password);
}
