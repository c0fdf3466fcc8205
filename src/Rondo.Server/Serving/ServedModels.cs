using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Features;
using Rondo.Deploy.Host;
using Rondo.Deploy.Host.Routing;
using Rondo.Deploy.PredictionLog;
using Rondo.Deploy.Protocols;
using Rondo.Deploy.Protocols.Http;
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
    readonly Lazy<PredictionRecorder>? _shadowLog;
    readonly TimeProvider _clock;

    public ServedModels(Workspace workspace, ServerOptions options, ILogger<ServedModels> log)
    {
        _clock = options.Clock;
        _host = new ModelHost(new StoredModels(workspace), new Deploy.Host.HostOptions { GivesWay = options.GivesWay }, log);
        _log = options.PredictionLog is { } kept ? PredictionRecorder.Open(workspace.PredictionLogFolder, kept, log) : null;
        _shadowLog = options.PredictionLog is { } shadows ? new Lazy<PredictionRecorder>(() => PredictionRecorder.Open(workspace.ShadowLogFolder, shadows, log)) : null;
        var lookups = new EntityLookups(new FeatureFolder(workspace.FeatureFolder, log, options.Clock), [], null, options.Clock);
        _serving = new EmbeddedServing(_host, new ServingOptions { MaxBody = options.MaxBody, Clock = options.Clock, PredictionLog = _log, ShadowLog = _shadowLog, Lookups = lookups }, log);
    }

    /// <summary>Requests that models answered since the server began, and how many of them by an error.</summary>
    public IReadOnlyCollection<(string Model, long Requests, long Errors)> Counts() => _serving.Counts();

    /// <summary>What each version answered since the server began.</summary>
    public IReadOnlyList<AnsweredVersion> Versions() => _serving.Versions();

    public string MetricsText() => _serving.MetricsText();

    /// <summary>What this server saw of the arms that share a model's requests.</summary>
    public IReadOnlyList<ArmHealth> Health(string model) => _host.Health(model);

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
        if (_shadowLog is { IsValueCreated: true } shadows) shadows.Value.Dispose();
    }
}
