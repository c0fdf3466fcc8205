using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Rondo.Sources.Http.Tests;

/// <summary>A server on this machine that answers as a test says, and remembers what it was asked and how many bytes of bodies it sent.</summary>
sealed class TestServer : IDisposable
{
    private readonly WebApplication _host;
    private long _bodyBytes;

    public TestServer(Func<HttpContext, TestServer, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _host = builder.Build();
        _host.Run(async context =>
        {
            Requests.Enqueue(new Request(context.Request.Path.Value! + context.Request.QueryString.Value, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            await answer(context, this);
        });
        _host.StartAsync().GetAwaiter().GetResult();
        Address = _host.Urls.Single();
    }

    public string Address { get; }

    public int Port => new Uri(Address).Port;

    public ConcurrentQueue<Request> Requests { get; } = new();

    public long BodyBytes => Interlocked.Read(ref _bodyBytes);

    public static TestServer Of(Func<HttpContext, string> json) => new((context, server) => server.Send(context, json(context)));

    public Task Send(HttpContext context, string text, string type = "application/json") => Send(context, Encoding.UTF8.GetBytes(text), type);

    public async Task Send(HttpContext context, byte[] body, string type = "application/json")
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        Interlocked.Add(ref _bodyBytes, body.Length);
        await context.Response.Body.WriteAsync(body);
    }

    /// <summary>Announces the whole body, sends half of it and hangs up.</summary>
    public static async Task BreakOff(HttpContext context, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    public void Dispose() => _host.DisposeAsync().AsTask().GetAwaiter().GetResult();

    public sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers);
}
