using System.Net.Sockets;
using System.Text;

namespace Rondo.Serving;

/// <summary>Asks the host of the same container whether it is ready: an image of nothing but the host has no curl for a health check.</summary>
static class HealthProbe
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public static async Task<bool> IsReady(int port)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, patience.Token).ConfigureAwait(false);
            await using var stream = client.GetStream();
            await stream.WriteAsync("GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), patience.Token).ConfigureAwait(false);
            var head = new byte["HTTP/1.1 200".Length];
            await stream.ReadExactlyAsync(head, patience.Token).ConfigureAwait(false);
            return Encoding.ASCII.GetString(head) == "HTTP/1.1 200";
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
