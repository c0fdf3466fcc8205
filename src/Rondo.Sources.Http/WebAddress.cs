using System.Text;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Sources.Http;

/// <summary>An address to be asked, and how it is shown: without user information and the values of its query.</summary>
/// <param name="Uri">Without user information and fragment.</param>
/// <param name="Basic">The user information as the value of an <c>Authorization</c> field.</param>
sealed record WebAddress(Uri Uri, string? Basic)
{
    public string Shown => Show(Uri);

    public static WebAddress Parse(string address)
    {
        // What the address is may hold secrets, so the message has none of it.
        if (address.Any(char.IsControl) || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || !IsWeb(uri) || uri.Host.Length == 0)
            throw new RondoException("bad_address", "The address is malformed.", "It needs the form https://host/path?name=value.");
        var user = Uri.UnescapeDataString(uri.UserInfo);
        var plain = new UriBuilder(uri) { UserName = "", Password = "", Fragment = "" }.Uri;
        return new WebAddress(plain, user.Length == 0 ? null : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(user))}");
    }

    public static bool IsWeb(Uri uri) => uri.Scheme is "http" or "https";

    public static string Show(Uri uri)
    {
        var names = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.IndexOf('=', StringComparison.Ordinal) is > 0 and var end ? $"{p[..end]}={Secrets.Mask}" : Secrets.Mask).ToArray();
        return Secrets.Redact($"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}{(names.Length == 0 ? "" : $"?{string.Join('&', names)}")}");
    }

    /// <summary>The address with this parameter in its query, in the place of one of the same name.</summary>
    public static Uri With(Uri uri, string name, string value)
    {
        var escaped = Uri.EscapeDataString(name);
        var others = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(p => p.Split('=')[0] != escaped);
        return new UriBuilder(uri) { Query = string.Join('&', others.Append($"{escaped}={Uri.EscapeDataString(value)}")) }.Uri;
    }

    /// <summary>Whether what is meant for the one server may be told to the other: the same, or the same host by TLS.</summary>
    public static bool IsSameServer(Uri from, Uri to) =>
        from.IdnHost.Equals(to.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == to.Scheme && from.Port == to.Port) || (from is { Scheme: "http", IsDefaultPort: true } && to is { Scheme: "https", IsDefaultPort: true }));
}
