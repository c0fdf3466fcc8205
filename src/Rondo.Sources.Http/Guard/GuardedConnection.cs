using System.Net;
using System.Net.Sockets;
using Rondo.Engine.Errors;

namespace Rondo.Sources.Http.Guard;

/// <summary>
/// Connects to public addresses only. The address that is checked is the one that is connected to,
/// so no spelling of it and no name server that changes its answers leads elsewhere.
/// </summary>
/// <param name="resolve">Finds the addresses of a host's name.</param>
/// <param name="isAllowed">Whether a host, by its name or literal address, may have any address.</param>
/// <param name="hint">What to do about a refusal.</param>
public sealed class GuardedConnection(Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<string, bool> isAllowed, string hint)
{
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Addresses(context.InitialRequestMessage.RequestUri!, context.DnsEndPoint.Host, cancellation).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>For a proxy, which makes the connections itself: refuses what is known of the address here.</summary>
    public async Task Check(Uri uri, CancellationToken cancellation)
    {
        try
        {
            await Addresses(uri, uri.IdnHost, cancellation).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // Only the proxy knows the name.
        }
    }

    async Task<IPAddress[]> Addresses(Uri uri, string host, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellation).ConfigureAwait(false);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        if (isAllowed(host.Trim('[', ']'))) return addresses;
        foreach (var address in addresses)
            if (SpecialAddresses.KindOf(address) is { } kind) throw Refused(uri, address, kind);
        return addresses;
    }

    RondoException Refused(Uri uri, IPAddress address, string kind) =>
        new(new Mistake("address_refused", $"{WebAddress.Show(uri)} leads to {address}, which is {kind}; only the public internet is reached.")
        {
            Hint = hint,
        });
}
