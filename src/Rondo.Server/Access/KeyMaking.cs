using Microsoft.AspNetCore.Http;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>Who may make and end which API key, over the API and on the pages.</summary>
static class KeyMaking
{
    const int LongestDays = 3650;

    /// <param name="owner">Whose key it becomes; the caller's unless told.</param>
    /// <returns>The key, and its text, which is known now and never again.</returns>
    public static (ApiKey Key, string Text) Make(HttpContext context, string? owner, string name, Permission scopes, int? expiresDays)
    {
        var caller = context.Caller!;
        var isAdmin = caller.Permissions.Include(Permission.Admin);
        owner ??= AccountOf(context);
        if (!isAdmin && owner != caller.Name) throw new RondoException("forbidden", "Only an admin makes keys for others.");
        // A key that makes keys would outlive its own end.
        if (!isAdmin && caller.Via == Caller.Key) throw new RondoException("forbidden", "An API key makes no other keys.", "Sign in with name and password.");
        if (!caller.Permissions.Include(scopes)) throw new RondoException(new Mistake("forbidden", "A key can't do more than who makes it.") { Field = "scopes" });
        if (expiresDays is <= 0 or > LongestDays)
            throw new RondoException(new Mistake("invalid_expiry", $"A key lasts 1 to {LongestDays} days.") { Field = "expires_days", Hint = "Leave it out for a key without an end." });
        var (workspace, options) = (Of<Workspace>(context), Of<ServerOptions>(context));
        var expires = expiresDays is { } days ? options.Clock.GetUtcNow().AddDays(days) : (DateTimeOffset?)null;
        return workspace.Keys.Create(owner, name, scopes, expires, context.Author());
    }

    /// <summary>Ends one's own key; an admin ends anybody's.</summary>
    public static void Revoke(HttpContext context, string id) =>
        Of<Workspace>(context).Keys.Revoke(id, context.Caller!.Permissions.Include(Permission.Admin) ? null : AccountOf(context), context.Author());

    /// <summary>The account of the caller; a server without accounts has none.</summary>
    public static string AccountOf(HttpContext context) => context.Caller is { UserId: not null } caller
        ? caller.Name
        : throw new RondoException("no_account", "Whoever is on this machine may do everything here; there is no account behind this request.", "Start the server with --accounts.");

    static T Of<T>(HttpContext context) where T : notnull => (T)context.RequestServices.GetService(typeof(T))!;
}
