using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rondo.Lifecycle.Tests.Alerting;

/// <summary>A mail server on this machine that speaks enough of SMTP to take messages, and says no when it is told to.</summary>
sealed class MailServer : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentQueue<(string Recipients, string Login, string Text)> _taken = new();

    public MailServer()
    {
        _listener.Start();
        _ = Listen();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>So many messages are refused before one is taken.</summary>
    public int Refusals { get; set; }

    public IReadOnlyList<(string Recipients, string Login, string Text)> Taken => [.. _taken];

    public void Dispose() => _listener.Stop();

    async Task Listen()
    {
        try
        {
            while (true) _ = Talk(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    async Task Talk(TcpClient client)
    {
        using var own = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
        var (recipients, login) = (new List<string>(), "");
        await writer.WriteLineAsync("220 test ESMTP");
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("EHLO", StringComparison.Ordinal)) await writer.WriteAsync("250-test\r\n250 AUTH PLAIN\r\n");
            else if (line.StartsWith("AUTH PLAIN ", StringComparison.Ordinal))
            {
                login = Encoding.UTF8.GetString(Convert.FromBase64String(line["AUTH PLAIN ".Length..]));
                await writer.WriteLineAsync("235 welcome");
            }
            else if (line.StartsWith("RCPT TO:", StringComparison.Ordinal))
            {
                recipients.Add(line["RCPT TO:".Length..]);
                await writer.WriteLineAsync("250 ok");
            }
            else if (line == "DATA" && Refusals-- > 0) await writer.WriteLineAsync("451 try again later");
            else if (line == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                var text = new StringBuilder();
                while (await reader.ReadLineAsync() is { } part && part != ".") text.Append(part).Append('\n');
                _taken.Enqueue((string.Join(' ', recipients), login, text.ToString()));
                await writer.WriteLineAsync("250 taken");
            }
            else if (line == "QUIT") break;
            else await writer.WriteLineAsync("250 ok");
        }
    }
}
