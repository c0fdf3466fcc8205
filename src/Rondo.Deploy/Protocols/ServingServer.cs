using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Protocols;

/// <summary>The server of <c>rondo serve</c>: a model host and its protocols on one port.</summary>
public sealed class ServingServer : IAsyncDisposable
{
    static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan s_goodbye = TimeSpan.FromMilliseconds(300);

    readonly WebApplication _app;
    readonly ModelHost _host;
    readonly ServingOptions _options;
    readonly ServingDesk _desk;
    readonly FrontDoor _door;
    readonly CancellationTokenSource _stopped = new();
    readonly Task _watch;
    bool _isDisposed;

    ServingServer(WebApplication app, ModelHost host, ServingDesk desk, FrontDoor door)
    {
        (_app, _host, _desk, _door, _options) = (app, host, desk, door, desk.Options);
        _watch = host.Watch(desk.Options.Clock, _stopped.Token);
    }

    /// <summary>Where it answers, such as <c>http://127.0.0.1:8080</c>.</summary>
    public Uri Address => new(_app.Urls.First());

    public ModelHost Host => _host;

    /// <summary>What was answered, as <c>/metrics</c> shows it.</summary>
    public string MetricsText() => _desk.MetricsText();

    /// <summary>Listens, and loads what is to be served.</summary>
    /// <exception cref="RondoException">A model is not there, or nothing can listen on the address.</exception>
    public static async Task<ServingServer> Start(IModelCatalog catalog, HostOptions hostOptions, ServingOptions options, CancellationToken cancellation = default)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var door = new FrontDoor();
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = door.Open);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, door));
        builder.Logging.ClearProviders().SetMinimumLevel(options.LogLevel);
        if (options.Log is { } log) builder.Logging.AddProvider(log);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = options.StopTimeout);
        var app = builder.Build();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger<ModelHost>();
        var folders = options.Contract == Contract.Sagemaker ? new LoadedFolders(catalog) : null;
        var host = new ModelHost(folders ?? catalog, hostOptions, logger);
        var desk = new ServingDesk(host, options, new ServingMetrics(), logger);
        try
        {
            Map(app, desk, folders);
            // Probes are answered while models load.
            await app.StartAsync(cancellation).ConfigureAwait(false);
            await host.Start(cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            host.Dispose();
            throw Explain(e, options);
        }
        return new ServingServer(app, host, desk, door);
    }

    /// <summary>Serves until the token says stop; then tells the probes, takes requests a little longer, and ends what is under way.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource();
        await using (cancellation.Register(stopped.SetResult).ConfigureAwait(false)) await stopped.Task.ConfigureAwait(false);
        _host.Drain();
        await Task.Delay(_options.DrainDelay, _options.Clock, CancellationToken.None).ConfigureAwait(false);
        await _door.Close(s_goodbye, _options.Clock).ConfigureAwait(false);
        // Who came last is counted a moment after coming in.
        await Task.Delay(s_settle, _options.Clock, CancellationToken.None).ConfigureAwait(false);
        // Stopping ends what is being answered, but cuts off what is still coming in.
        await WaitWhile(() => _desk.ReadsBodies, _options.StopTimeout).ConfigureAwait(false);
        await WaitWhile(() => _door.Connections > 0, s_goodbye).ConfigureAwait(false);
        await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    async Task WaitWhile(Func<bool> isBusy, TimeSpan atMost)
    {
        for (var waited = TimeSpan.Zero; isBusy() && waited < atMost; waited += s_tick) await Task.Delay(s_tick, _options.Clock, CancellationToken.None).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _stopped.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _host.Dispose();
        _stopped.Dispose();
    }

    static void Map(WebApplication app, ServingDesk desk, LoadedFolders? folders)
    {
        app.Use(next => new EntranceCheck(next, desk.Options).Invoke);
        app.UseRouting();
        HealthRoutes.Map(app, desk);
        ServingRoutes.Map(app, desk, folders);
        desk.Options.MoreRoutes?.Invoke(app);
        app.UseEndpoints(_ => { });
    }

    static void Configure(KestrelServerOptions kestrel, ServingOptions options, FrontDoor door)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        // Bodies are bounded where they are read. Kestrel's own bound would cut the connection, and with it the answer that says why.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Use(next => connection => door.Count(next, connection));
            if (options.TlsCertificate is { } certificate) listen.UseHttps(X509Certificate2.CreateFromPemFile(certificate, options.TlsKey));
        });
    }

    static Exception Explain(Exception e, ServingOptions options) => e switch
    {
        HostException host => new RondoException(host.Refusal == HostRefusal.UnknownModel ? "unknown_model" : "model_broken", host.Message, "`rondo models list` shows what is registered."),
        IOException or SocketException => new RondoException("address_in_use", $"Nothing can listen on {options.Address}:{options.Port}: {e.Message}",
            "Another program may have that port: choose one with --port, or let --port 0 find a free one."),
        _ => e,
    };
}
