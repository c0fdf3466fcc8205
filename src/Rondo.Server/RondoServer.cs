using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Server.Pages;

namespace Rondo.Server;

/// <summary>The server of <c>rondo up</c>: the platform's API, MLflow's API and the pages, on one port, from one workspace.</summary>
public sealed class RondoServer : IAsyncDisposable
{
    readonly WebApplication _app;

    RondoServer(WebApplication app) => _app = app;

    /// <summary>Where it answers, such as <c>http://127.0.0.1:8080</c>; known once it has started.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Listens. The workspace stays the caller's.</summary>
    /// <exception cref="RondoException">The address can't be listened on.</exception>
    public static async Task<RondoServer> Start(Workspace workspace, ServerOptions options, CancellationToken cancellation = default)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(AddressOf(options.Bind), options.Port);
        });
        builder.Services.AddSingleton(workspace);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Clock);
        PageRoutes.AddServices(builder.Services);
        var app = builder.Build();
        Map(app);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new RondoException("address_in_use", $"Nothing can listen on {options.Bind}:{options.Port}: {e.Message}",
                "Another program may have that port: choose one with --port, or let --port 0 find a free one.");
        }
        return new RondoServer(app);
    }

    /// <summary>Serves until the token or <see cref="DisposeAsync"/> says stop, then ends what is under way.</summary>
    public Task Run(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("ok"));
        PageRoutes.Map(app);
    }

    static IPAddress AddressOf(string bind) =>
        bind == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(bind, out var address) ? address
        : throw new RondoException("bad_arguments", $"--bind takes an IP address; found '{bind}'.", "127.0.0.1 is this machine alone, 0.0.0.0 every network of it.");
}
