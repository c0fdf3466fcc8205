using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;
using Rondo.Server.Http;
using Rondo.Server.Pages.Parts;

namespace Rondo.Server.Pages.Settings;

/// <summary>Who may come in, what programs show instead of a password, and who did what.</summary>
static class SettingsRoutes
{
    const int LargestForm = 16 << 10;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings", (HttpContext context, ServerOptions options) => Results.LocalRedirect(
            !options.UsesAccounts ? "/settings/audit" : context.Caller!.Permissions.Include(Permission.Admin) ? "/settings/users" : "/settings/keys"));
        pages.MapGet("/settings/users", (string? done) => Show.Page<UsersPage>(("Done", done))).Needs(Permission.Admin);
        pages.MapPost("/settings/users", CreateUser).Needs(Permission.Admin).AcceptsForms().MaxBody(LargestForm).AuditedByStore();
        pages.MapPost("/settings/users/{name}", ChangeUser).Needs(Permission.Admin).AcceptsForms().MaxBody(LargestForm).AuditedByStore();
        pages.MapGet("/settings/keys", (string? done) => Show.Page<KeysPage>(("Done", done)));
        pages.MapPost("/settings/keys", (Delegate)MakeKey).AcceptsForms().MaxBody(LargestForm).AuditedByStore();
        pages.MapPost("/settings/keys/{id}/revoke", Revoke).AcceptsForms().MaxBody(LargestForm).AuditedByStore();
        pages.MapGet("/settings/audit", (long? before, string? actor, string? action, string? check) => Show.Page<AuditPage>(
            ("Before", before), ("Actor", Text(actor)), ("Action", Text(action)), ("IsChecked", check == "yes"))).Needs(Permission.Admin);
    }

    static async Task<IResult> CreateUser(HttpContext context, Workspace workspace, PasswordCheck passwords)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var name = form["name"].ToString();
        try
        {
            workspace.Users.Create(name, Roles.Parse(form["role"].ToString()), passwords.Hash(form["password"].ToString(), name), context.Author());
        }
        catch (RondoException e) when (!StatusMap.IsStoreFailure(e.Mistakes[0].Code))
        {
            return Refused<UsersPage>(e.Mistakes[0]);
        }
        return To("/settings/users?done=created");
    }

    static async Task<IResult> ChangeUser(string name, HttpContext context, Workspace workspace, PasswordCheck passwords)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            var change = form["change"].ToString() switch
            {
                "role" => new UserChange { Role = Roles.Parse(form["role"].ToString()) },
                "disable" => new UserChange { IsDisabled = true },
                "enable" => new UserChange { IsDisabled = false },
                "password" => new UserChange { PasswordHash = passwords.Hash(form["password"].ToString(), name) },
                _ => throw new RondoException("bad_arguments", "The form doesn't say what to change.", "Open the page again."),
            };
            workspace.Users.Change(name, change, context.Author());
        }
        catch (RondoException e) when (!StatusMap.IsStoreFailure(e.Mistakes[0].Code))
        {
            return Refused<UsersPage>(e.Mistakes[0]);
        }
        return To("/settings/users?done=changed");
    }

    // The answer is the page itself: a key that stood in an address would stay in the browser's history.
    static async Task<IResult> MakeKey(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            var scopes = Permissions.Parse(form["scope"].OfType<string>());
            var (key, text) = KeyMaking.Make(context, Text(form["user"]), form["name"].ToString(), scopes, Days(form["days"]));
            return Show.Page<KeysPage>(("Made", key), ("Secret", text));
        }
        catch (RondoException e) when (!StatusMap.IsStoreFailure(e.Mistakes[0].Code))
        {
            return Refused<KeysPage>(e.Mistakes[0]);
        }
    }

    static IResult Revoke(string id, HttpContext context)
    {
        KeyMaking.Revoke(context, id);
        return To("/settings/keys?done=revoked");
    }

    static RazorComponentResult Refused<TPage>(Mistake mistake)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        var page = Show.Page<TPage>(("Refused", mistake));
        page.StatusCode = StatusMap.StatusOf(mistake.Code);
        return page;
    }

    static IResult To(string address) => Results.LocalRedirect(address, permanent: false, preserveMethod: false);

    static int? Days(StringValues text) => Text(text) switch
    {
        null => null,
        var given when int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var days) => days,
        var given => throw new RondoException(new Mistake("invalid_expiry", $"A key lasts a whole number of days; found '{given}'.") { Field = "days" }),
    };

    static string? Text(StringValues text) => text.ToString().Trim() is { Length: > 0 and <= 500 } given ? given : null;
}
