using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rondo.Lifecycle.Tests.Runs;

/// <summary>A server on this machine that gives rows to those who know the token.</summary>
sealed class RowServer : IDisposable
{
    private readonly HttpListener _listener = new();

    /// <param name="refusal">What it answers to those who do not, from what they sent.</param>
    public RowServer(string json, string token, Func<string?, string> refusal)
    {
        Port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = Task.Run(async () =>
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                var sent = context.Request.Headers["Authorization"];
                var isKnown = sent == $"Bearer {token}";
                var body = Encoding.UTF8.GetBytes(isKnown ? json : refusal(sent));
                context.Response.StatusCode = isKnown ? 200 : 401;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
        });
    }

    public int Port { get; }

    public void Dispose() => _listener.Close();

    static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
