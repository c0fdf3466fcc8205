using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>
/// The sockets that connections come in by, and how many are in. A server that stops closes the door first: who is in, or in the
/// queue before the door, is answered, and who comes then is told that nobody is here.
/// </summary>
sealed class FrontDoor
{
    // Of Linux: <asm-generic/socket.h>, <linux/filter.h>.
    const int SolSocket = 1;
    const int SoAttachFilter = 26;
    const ulong ReturnNothing = 0x06;

    static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

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

    /// <summary>Lets nobody else come, waits until all who did are in, and closes.</summary>
    public async Task Close(TimeSpan atMost, TimeProvider clock)
    {
        Socket[] listening;
        lock (_listening) listening = [.. _listening];
        // The kernel goes on completing handshakes while the queue empties, and resets what is in the queue of a socket that closes.
        if (OperatingSystem.IsLinux()) Array.ForEach(listening, DropNewConnections);
        for (var waited = TimeSpan.Zero; waited < atMost && listening.Any(HasQueue); waited += s_tick) await Task.Delay(s_tick, clock).ConfigureAwait(false);
        Array.ForEach(listening, socket => socket.Dispose());
    }

    static bool HasQueue(Socket socket) => socket.Poll(0, SelectMode.SelectRead);

    // A socket filter (classic BPF) of one instruction: nothing of a packet passes. Connections that are there have sockets of their own.
    static void DropNewConnections(Socket socket)
    {
        var instruction = GCHandle.Alloc(new[] { ReturnNothing }, GCHandleType.Pinned);
        try
        {
            socket.SetRawSocketOption(SolSocket, SoAttachFilter, MemoryMarshal.AsBytes<nint>([1, instruction.AddrOfPinnedObject()]));
        }
        catch (SocketException)
        {
            // A sandbox may forbid filters: then the queue empties as well as it can.
        }
        finally
        {
            instruction.Free();
        }
    }
}
