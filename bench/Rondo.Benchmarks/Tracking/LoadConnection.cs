using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rondo.Benchmarks.Tracking;

/// <summary>One keep-alive connection that sends requests and waits for each answer; it costs so little that the server is what is measured.</summary>
sealed class LoadConnection : IDisposable
{
    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly int _port;
    byte[] _buffer = new byte[1 << 16];

    public LoadConnection(int port)
    {
        _port = port;
        _socket.Connect(IPAddress.Loopback, port);
    }

    /// <summary>The whole request, ready to be sent any number of times.</summary>
    public byte[] Request(string method, string path, string? body = null)
    {
        var length = body is null ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{_port}\r\n{length}\r\n{body}"));
    }

    /// <summary>Sends it and returns the answer's body; another status than 200 is a fault of the benchmark.</summary>
    public ReadOnlySpan<byte> Send(ReadOnlySpan<byte> request)
    {
        while (request.Length > 0) request = request[_socket.Send(request)..];
        var (read, end) = (0, -1);
        while (end < 0)
        {
            read += Receive(read);
            end = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }
        var head = Encoding.ASCII.GetString(_buffer, 0, end);
        var body = end + 4;
        var length = LengthOf(head);
        while (length is { } known ? read < body + known : !_buffer.AsSpan(body, read - body).EndsWith("0\r\n\r\n"u8)) read += Receive(read);
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) throw new InvalidOperationException($"{head}\n\n{Encoding.UTF8.GetString(_buffer, body, read - body)}");
        return _buffer.AsSpan(body, read - body);
    }

    public void Dispose() => _socket.Dispose();

    int Receive(int at)
    {
        if (at == _buffer.Length) Array.Resize(ref _buffer, 2 * at);
        var read = _socket.Receive(_buffer, at, _buffer.Length - at, SocketFlags.None);
        return read > 0 ? read : throw new InvalidOperationException("The server closed the connection.");
    }

    // Null where the answer comes in chunks.
    static int? LengthOf(string head)
    {
        const string Name = "\r\nContent-Length:";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var line = head.AsSpan(at + Name.Length);
        var end = line.IndexOf('\r');
        return int.Parse(end < 0 ? line : line[..end], CultureInfo.InvariantCulture);
    }
}
