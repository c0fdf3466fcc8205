using Rondo.Engine.Errors;

namespace Rondo.Sources.Http.Guard;

/// <summary>Where an answer may send a request on to.</summary>
static class Redirects
{
    private const int Most = 10;

    public static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;

    /// <exception cref="RondoException">To no address of the web, out of TLS, or once too often.</exception>
    public static Uri Next(Uri from, HttpResponseMessage response, int hops)
    {
        var shown = WebAddress.Show(from);
        if (response.Headers.Location is not { } location || !Uri.TryCreate(from, location, out var to))
            throw Refused($"{shown} redirects to nowhere.");
        if (hops >= Most) throw Refused($"{shown} is the {Most + 1}th redirect in a row.");
        Check(from, to, "redirects");
        return new UriBuilder(to) { UserName = "", Password = "", Fragment = "" }.Uri;
    }

    /// <param name="how">Redirects, or names the next page.</param>
    public static void Check(Uri from, Uri to, string how)
    {
        if (!WebAddress.IsWeb(to))
            throw Refused($"{WebAddress.Show(from)} {how} to an address that begins with '{to.Scheme}:'.");
        if (from.Scheme == "https" && to.Scheme == "http")
            throw Refused($"{WebAddress.Show(from)} {how} to {WebAddress.Show(to)}, where anyone on the way could read and change what is sent.");
    }

    static RondoException Refused(string message) => new("redirect_refused", message, "Give the address that is meant in `from`.");
}
