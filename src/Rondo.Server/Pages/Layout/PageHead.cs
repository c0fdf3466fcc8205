using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Pages.Layout;

/// <summary>A step of the way to a page.</summary>
public sealed record Crumb(string Text, string? Address = null);

/// <summary>What the frame of a page depends on beside the page: the reader's choice of colours.</summary>
static class PageHead
{
    public const string ThemeCookie = "rondo-theme";

    /// <summary>light or dark when the reader chose; null to follow the system.</summary>
    public static string? ThemeOf(HttpContext? context) =>
        context?.Request.Cookies[ThemeCookie] is ("light" or "dark") and var chosen ? chosen : null;

    /// <summary>Where the reader is, to come back to.</summary>
    public static string AddressOf(HttpContext? context) =>
        context is null ? "/" : context.Request.Path.Value + context.Request.QueryString.Value;

    public static bool IsFragment(HttpContext context) => context.Request.Headers.ContainsKey("HX-Request");
}
