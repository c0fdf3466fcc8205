using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rondo.Tests.Shared.Webhooks;

/// <summary>A web server on this machine that takes messages and answers as it is told.</summary>
sealed class Receiver : IDisposable
{
    readonly HttpListener _listener = new();
    readonly ConcurrentQueue<Received> _received = new();

    public Receiver()
    {
        Port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = Listen();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}/hook";

    /// <summary>What it answers: a status, and where it sends on to.</summary>
    public Func<(int Status, string? Location)> Answer { get; set; } = () => (200, null);

    public IReadOnlyList<Received> Messages => [.. _received];

    public async Task<IReadOnlyList<Received>> Wait(int count)
    {
        for (var i = 0; i < 400 && _received.Count < count; i++) await Task.Delay(25);
        Assert.True(_received.Count >= count, $"{_received.Count} of {count} messages came.");
        return Messages;
    }

    public void Dispose() => _listener.Close();

    async Task Listen()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            var headers = context.Request.Headers.AllKeys.ToDictionary(k => k!.ToLowerInvariant(), k => context.Request.Headers[k]!);
            _received.Enqueue(new Received(context.Request.RawUrl!, headers, body));
            var (status, location) = Answer();
            context.Response.StatusCode = status;
            if (location is not null) context.Response.RedirectLocation = location;
            context.Response.Close();
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body);
