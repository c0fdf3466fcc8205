using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Flags;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Webhooks;
using Rondo.OnnxRuntime;
using Rondo.Server.Access;
using Rondo.Server.Api;
using Rondo.Server.Http;
using Rondo.Server.Mlflow;
using Rondo.Server.Pages;
using Rondo.Server.Serving;
using Rondo.Server.Telemetry;

namespace Rondo.Server;

/// <summary>The server of <c>rondo up</c>: the platform's API, MLflow's API and the pages, on one port, from one workspace.</summary>
public sealed class RondoServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ServerOptions _options;
    readonly TelemetryExport? _telemetry;

    RondoServer(WebApplication app, ServerOptions options, TelemetryExport? telemetry) => (_app, _options, _telemetry) = (app, options, telemetry);

    /// <summary>Where it answers, such as <c>http://127.0.0.1:8080</c>; known once it has started.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>What to open first: with the token that lets this machine's browser in, or the first admin.</summary>
    public Uri StartAddress =>
        !_options.UsesAccounts ? new Uri(Address, $"/?token={_app.Services.GetRequiredService<LocalSession>().Token}")
        : NeedsFirstAdmin ? new Uri(Address, $"/setup?token={Uri.EscapeDataString(_app.Services.GetRequiredService<FirstAdmin>().Token)}")
        : Address;

    /// <summary>Whether people have to sign in.</summary>
    public bool UsesAccounts => _options.UsesAccounts;

    /// <summary>Whether nobody can sign in yet.</summary>
    public bool NeedsFirstAdmin => _options.UsesAccounts && _app.Services.GetRequiredService<FirstAdmin>().IsNeeded;

    /// <summary>Whether passwords and keys would travel readable.</summary>
    public bool IsExposed => !_options.IsSecure && !IPAddress.IsLoopback(_options.Address);

    /// <summary>Every route, for tests that look at all of them.</summary>
    internal IReadOnlyList<Endpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>Listens. The workspace stays the caller's.</summary>
    /// <exception cref="RondoException">The address can't be listened on.</exception>
    public static async Task<RondoServer> Start(Workspace workspace, ServerOptions options, CancellationToken cancellation = default)
    {
        Ort.Use();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, options));
        AddServices(builder, workspace, options);
        var app = builder.Build();
        TelemetryExport? telemetry = null;
        try
        {
            Map(app, options);
            telemetry = TelemetryExport.Start(options.Telemetry, app.Services.GetRequiredService<ILogger<TelemetryExport>>(), options.Clock);
            await app.StartAsync(cancellation).ConfigureAwait(false);
            telemetry?.Watch(() => HealthRoutes.MetricsText(app.Services));
        }
        catch (Exception e)
        {
            telemetry?.Dispose();
            await app.DisposeAsync().ConfigureAwait(false);
            if (e is not (IOException or SocketException)) throw;
            throw new RondoException("address_in_use", $"Nothing can listen on {options.Bind}:{options.Port}: {e.Message}",
                "Another program may have that port: choose one with --port, or let --port 0 find a free one.");
        }
        return new RondoServer(app, options, telemetry);
    }

    /// <summary>Serves until the token or <see cref="DisposeAsync"/> says stop, then ends what is under way.</summary>
    public Task Run(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        // While what it measures is still there.
        _telemetry?.Dispose();
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    static void AddServices(WebApplicationBuilder builder, Workspace workspace, ServerOptions options)
    {
        builder.Logging.ClearProviders().SetMinimumLevel(options.LogForm.Level).AddProvider(new LineLog(options.Log, options.LogForm, options.Clock))
            // It warns that keys are stored as they are, which docs/adr tells.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        var services = builder.Services;
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        services.AddSingleton(workspace);
        services.AddSingleton(options);
        services.AddSingleton(options.Clock);
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<ModelGauges>();
        services.AddSingleton(new WebhookSender(options.WebhookHosts, options.Clock));
        services.AddHostedService<HostedWebhooks>();
        services.AddHostedService<HostedBatches>();
        services.AddHostedService<HostedAbTests>();
        services.AddHostedService<HostedRetrains>();
        services.AddHostedService<HostedLabels>();
        services.AddHostedService<HostedSealing>();
        services.AddHostedService<HostedGauges>();
        services.AddSingleton<HostedAlerts>();
        services.AddHostedService(provider => provider.GetRequiredService<HostedAlerts>());
        AddAccess(services, workspace, options);
        ApiRoutes.Add(services);
        ServedModels.AddServices(services);
        PageRoutes.AddServices(services);
    }

    static void AddAccess(IServiceCollection services, Workspace workspace, ServerOptions options)
    {
        services.AddSingleton<LocalSession>();
        services.AddSingleton<SignInLimit>();
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<Credentials>();
        services.AddSingleton<FirstAdmin>();
        services.AddDataProtection().SetApplicationName("rondo");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new StoredProtectionKeys(workspace.ProtectionKeys));
        services.AddAntiforgery(forgery =>
        {
            forgery.HeaderName = BrowserRules.TokenHeader;
            forgery.FormFieldName = "csrf";
            forgery.Cookie.Name = options.IsSecure ? "__Host-rondo-csrf" : "rondo_csrf";
            forgery.Cookie.SameSite = SameSiteMode.Lax;
            forgery.Cookie.SecurePolicy = options.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            forgery.SuppressXFrameOptionsHeader = true;
        });
        if (!options.UsesAccounts) return;
        var authentication = services.AddAuthentication(AccountCookie.Scheme).AddCookie(AccountCookie.Scheme, cookie => AccountCookie.Configure(cookie, options));
        if (options.Provider is not { } provider) return;
        authentication.AddOAuth(ProviderSignIn.Scheme, oauth => ProviderSignIn.Configure(oauth, provider, options.IsSecure));
        services.AddSingleton(provider);
        services.AddSingleton<ProviderSignIn>();
    }

    static void Map(WebApplication app, ServerOptions options)
    {
        // A mistake in the token for setting up is told before anybody can call.
        if (options.UsesAccounts) app.Services.GetRequiredService<FirstAdmin>();
        if (options.BehindProxy) app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
        app.UseMiddleware<RequestMeter>();
        app.Use(SecurityHeaders.Set);
        app.UseMiddleware<Faults>();
        app.UseRouting();
        app.UseMiddleware<BrowserRules>();
        if (options is { UsesAccounts: true, Provider: not null }) app.Use(app.Services.GetRequiredService<ProviderSignIn>().Prepare);
        if (options.UsesAccounts) app.UseAuthentication();
        app.UseMiddleware<Gate>();
        app.UseAntiforgery();

        HealthRoutes.Map(app);
        ApiRoutes.Map(app);
        MlflowRoutes.Map(app);
        ServedModels.Map(app);
        MonitoringRoutes.Map(app, app.Services.GetRequiredService<Workspace>());
        PageRoutes.Map(app);
        if (!options.UsesAccounts) return;
        SignInRoutes.Map(app);
        if (options.Provider is not null) ProviderSignIn.Map(app);
    }
}
