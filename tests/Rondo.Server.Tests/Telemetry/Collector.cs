using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Rondo.Server.Tests.Telemetry;

/// <summary>What takes metrics and traces by OTLP over HTTP.</summary>
sealed class Collector : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentQueue<(string Path, Dictionary<string, string> Headers, WireMessage Message)> _received = new();

    Collector(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public IEnumerable<WireMessage> Spans => Of("/v1/traces").SelectMany(m => m.All(1, 2, 2));

    public IEnumerable<WireMessage> Resources(string path) => Of(path).SelectMany(m => m.All(1, 1));

    public IEnumerable<string> Header(string name) => _received.Select(r => r.Headers.GetValueOrDefault(name, ""));

    /// <summary>Metrics as the newest message has them.</summary>
    public IReadOnlyDictionary<string, WireMessage> Metrics => Of("/v1/metrics").LastOrDefault()?.All(1, 2, 2).ToDictionary(m => m.Text(1)) ?? [];

    public static async Task<Collector> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new Collector(app);
        app.MapPost("/v1/{signal}", collector.Take);
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    async Task Take(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((context.Request.Path.Value!, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), WireMessage.Read(body.ToArray())));
        context.Response.ContentType = "application/x-protobuf";
    }

    IEnumerable<WireMessage> Of(string path) => _received.Where(r => r.Path == path).Select(r => r.Message);
}
