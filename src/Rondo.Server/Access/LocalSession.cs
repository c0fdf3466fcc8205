using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>
/// Without accounts: programs on this machine may do everything, and so may a browser that was opened at the start URL.
/// Pages of other sites that run in that browser may not.
/// </summary>
sealed class LocalSession
{
    const string TokenName = "token";

    readonly string _cookie = Random();

    /// <summary>Random at each start; opens the session of a browser.</summary>
    public string Token { get; } = Random();

    public Caller? Find(HttpContext context)
    {
        var isSession = HasCookie(context);
        if (!isSession && BrowserRules.LooksLikeBrowser(context.Request)) return null;
        return new Caller(Environment.UserName, Permissions.All, Caller.Local) { IsSession = isSession };
    }

    /// <summary>Exchanges the token of the start URL for a cookie, so that it stands in no address, history or log. False when there is none.</summary>
    public bool TryOpen(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || request.Query[TokenName] is not [{ } token] || !IsSame(token, Token)) return false;
        context.Response.Cookies.Append(CookieName(context), _cookie, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = request.IsHttps,
            Path = "/",
        });
        var rest = QueryString.Create(request.Query.Where(q => q.Key != TokenName));
        // Relative to this server: a path of two slashes would name another one.
        context.Response.Redirect("/" + request.Path.ToUriComponent().TrimStart('/') + rest.ToUriComponent());
        return true;
    }

    bool HasCookie(HttpContext context) => context.Request.Cookies[CookieName(context)] is { } value && IsSame(value, _cookie);

    // Ports share cookies: two servers on one machine must not overwrite each other's.
    static string CookieName(HttpContext context) => FormattableString.Invariant($"rondo_{context.Connection.LocalPort}");

    static bool IsSame(string found, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(found), Encoding.UTF8.GetBytes(expected));

    static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
