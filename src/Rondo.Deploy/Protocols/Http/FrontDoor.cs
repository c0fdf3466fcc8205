using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>
/// The sockets that connections come in by, and how many are in. A server that stops closes the door first: who is in is answered,
/// and who comes then is told at once that nobody is here.
/// </summary>
sealed class FrontDoor
{
    readonly List<Socket> _listening = [];
    int _connections;

    public int Connections => Volatile.Read(ref _connections);

    public Socket Open(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        lock (_listening) _listening.Add(socket);
        return socket;
    }

    public async Task Count(ConnectionDelegate next, ConnectionContext connection)
    {
        Interlocked.Increment(ref _connections);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    public void Close()
    {
        lock (_listening)
            foreach (var socket in _listening) socket.Dispose();
    }
}
