using Rondo.Engine.Errors;

namespace Rondo.Prepare.Sources;

/// <summary>Who asks which server, as addresses say it: <c>user:password@host:port/path</c>. What is not said is empty.</summary>
/// <remarks>A password may come from the environment with characters that an address would escape: all before the last <c>@</c> is user and password.</remarks>
public sealed record ServerPlace(string User, string Password, string Host, string Port, string Path)
{
    /// <param name="place">What stands between the scheme and the parameters.</param>
    /// <exception cref="RondoException">It has another form; the message shows nothing of it.</exception>
    public static ServerPlace Parse(string place)
    {
        var at = place.LastIndexOf('@');
        var (user, password) = at < 0 ? ("", "") : Cut(place[..at], ':');
        var (hostAndPort, path) = Cut(place[(at + 1)..], '/');
        var (host, port) = HostOf(AddressParameters.Unescape(hostAndPort));
        return new ServerPlace(AddressParameters.Unescape(user), AddressParameters.Unescape(password), host, port, AddressParameters.Unescape(path));
    }

    // host, host:port, [::1]:port, or the folder of a socket.
    static (string Host, string Port) HostOf(string text)
    {
        if (text.StartsWith('/')) return (text, "");
        if (!text.StartsWith('[')) return Cut(text, ':');
        var close = text.IndexOf(']', StringComparison.Ordinal);
        return close < 0 ? throw new RondoException("bad_address", "The address of the server has a '[' that is never closed.", "Write [::1]:PORT.") : (text[1..close], text[(close + 1)..].TrimStart(':'));
    }

    static (string Before, string After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
