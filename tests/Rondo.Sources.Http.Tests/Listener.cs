using System.Net;
using System.Net.Sockets;

namespace Rondo.Sources.Http.Tests;

/// <summary>A server that nobody should reach: it knows whether anyone knocked.</summary>
sealed class Listener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };

    public Listener() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool WasReached => _listener.Pending();

    public void Dispose() => _listener.Dispose();
}
