using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>The cookie of somebody who signed in: 14 days from the last visit, and over at once when the user's stamp changes.</summary>
static class AccountCookie
{
    public const string Scheme = "account";

    const string StampClaim = "stamp";

    static readonly object _userKey = new();

    public static void Configure(CookieAuthenticationOptions cookie, ServerOptions options)
    {
        cookie.Cookie.Name = options.IsSecure ? "__Host-rondo" : "rondo";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.Path = "/";
        cookie.Cookie.SecurePolicy = options.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
        cookie.SlidingExpiration = true;
        cookie.Events.OnValidatePrincipal = Validate;
    }

    /// <summary>The user whom this request's cookie names.</summary>
    public static User? UserOf(HttpContext context) => context.Items.TryGetValue(_userKey, out var user) ? (User?)user : null;

    public static Task SignIn(HttpContext context, User user) =>
        context.SignInAsync(Scheme, PrincipalOf(user), new AuthenticationProperties { IsPersistent = true });

    public static ClaimsPrincipal PrincipalOf(User user) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, user.Id), new Claim(ClaimTypes.Name, user.Name), new Claim(StampClaim, user.Stamp)], Scheme));

    static async Task Validate(CookieValidatePrincipalContext context)
    {
        var users = context.HttpContext.RequestServices.GetRequiredService<Workspace>().Users;
        var user = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) is { } id ? users.FindById(id) : null;
        if (user is { IsDisabled: false } && user.Stamp == context.Principal!.FindFirstValue(StampClaim))
        {
            context.HttpContext.Items[_userKey] = user;
            return;
        }
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme).ConfigureAwait(false);
    }
}
