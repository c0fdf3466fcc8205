using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Features;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols;
using Rondo.Lifecycle.Serving;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Serving;

/// <summary>Every registered model, ready to predict within <c>rondo up</c>: loaded when asked for, and replaced when its alias moves.</summary>
sealed class ServedModels : BackgroundService
{
    readonly ModelHost _host;
    readonly EmbeddedServing _serving;
    readonly PredictionRecorder? _log;
    readonly TimeProvider _clock;

    public ServedModels(Workspace workspace, ServerOptions options, ILogger<ServedModels> log)
    {
        _clock = options.Clock;
        _host = new ModelHost(new StoredModels(workspace), new Deploy.Host.HostOptions(), log);
        _log = options.PredictionLog is { } kept ? PredictionRecorder.Open(workspace.PredictionLogFolder, kept, log) : null;
        var lookups = new EntityLookups(new FeatureFolder(workspace.FeatureFolder, log, options.Clock), [], null, options.Clock);
        _serving = new EmbeddedServing(_host, new ServingOptions { MaxBody = options.MaxBody, Clock = options.Clock, PredictionLog = _log, Lookups = lookups }, log);
    }

    public string MetricsText() => _serving.MetricsText();

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ServedModels>();
        services.AddHostedService(provider => provider.GetRequiredService<ServedModels>());
    }

    public static void Map(IEndpointRouteBuilder app) => app.ServiceProvider.GetRequiredService<ServedModels>()._serving.Map(app, "/api/v1/me").Needs(Permission.Read);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _host.Watch(_clock, stoppingToken);

    public override void Dispose()
    {
        base.Dispose();
        _host.Dispose();
        _log?.Dispose();
    }
}
